package dev.fraudpipeline.sandbox.model;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.fraudpipeline.sandbox.payments.InventedPayment;
import dev.fraudpipeline.sandbox.payments.PaymentGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** A random forest that has learned invented frauds from invented history. Immutable. */
public final class FraudClassifier implements ScoringModel {
  private static final int HISTORY = 20_000;

  /**
   * More than in life, so that there is something to learn from, but not so many that it cries
   * wolf.
   */
  private static final double FRAUD_SHARE = 0.02;

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(180);
  private static final int TREES = 12;
  private static final int DEPTH = 8;

  /** Share of the features that each split may choose from. */
  private static final float CHOICE = 0.6f;

  private static final double THRESHOLD = 0.5;
  private static final String FRAUD = "1";

  /** Held, because the logging system forgets the level of a logger that nobody holds. */
  private static final Logger CHATTER = Logger.getLogger("org.tribuo");

  private final UsualAmounts usual;
  private final FlatForest forest;
  private final boolean probabilities;

  private FraudClassifier(UsualAmounts usual, FlatForest forest, boolean probabilities) {
    this.usual = usual;
    this.forest = forest;
    this.probabilities = probabilities;
  }

  /**
   * Learns; the same seed gives the same classifier. It takes seconds.
   *
   * @param probabilities whether it answers how probable a fraud is instead of 0 and 1
   */
  public static FraudClassifier train(long seed, boolean probabilities) {
    CHATTER.setLevel(Level.WARNING);
    var factory = new LabelFactory();
    String[] names =
        IntStream.rangeClosed(0, ClassifierFeatures.COUNT)
            .mapToObj(i -> "" + i)
            .toArray(String[]::new);
    var examples =
        new MutableDataset<>(new SimpleDataSourceProvenance("history", factory), factory);
    List<InventedPayment> history = history(seed);
    TypedFrame frame = frame(history);
    UsualAmounts usual = usual(history, frame);
    for (int row = 0; row < history.size(); row++) {
      var label = new Label(history.get(row).fraud() ? FRAUD : "0");
      examples.add(
          new ArrayExample<>(label, names, usual.compare(ClassifierFeatures.of(frame, row))));
    }
    var trainer =
        new RandomForestTrainer<>(
            new CARTClassificationTrainer(DEPTH, CHOICE, seed), new VotingCombiner(), TREES, seed);
    var trained = (WeightedEnsembleModel<Label>) trainer.train(examples);
    List<TreeModel<Label>> trees =
        trained.getModels().stream().map(tree -> (TreeModel<Label>) tree).toList();
    var ids = trained.getFeatureIDMap();
    return new FraudClassifier(
        usual,
        new FlatForest(trees, FRAUD, id -> Integer.parseInt(ids.get(id).getName())),
        probabilities);
  }

  /** The same forest, answering how probable a fraud is. */
  FraudClassifier withProbabilities() {
    return new FraudClassifier(usual, forest, true);
  }

  @Override
  public Object predict(TypedFrame frame) {
    if (frame.size() == 0) {
      throw new IllegalArgumentException(
          "Found array with 0 sample(s) (shape=(0,)) while a minimum of 1 is required.");
    }
    double[] scores = new double[frame.size()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = forest.probability(usual.compare(ClassifierFeatures.of(frame, row)));
    }
    if (probabilities) {
      return scores;
    }
    int[] labels = new int[scores.length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = scores[row] >= THRESHOLD ? 1 : 0;
    }
    return labels;
  }

  /** Payments as a request would bring them. */
  static TypedFrame frame(List<InventedPayment> payments) {
    return new TypedFrame(
        payments.size(), (column, row) -> TextNode.valueOf(payments.get(row).text(column)));
  }

  private static UsualAmounts usual(List<InventedPayment> history, TypedFrame frame) {
    return new UsualAmounts(
        IntStream.range(0, history.size())
            .filter(row -> !history.get(row).fraud())
            .mapToObj(row -> ClassifierFeatures.of(frame, row))
            .toList());
  }

  private static List<InventedPayment> history(long seed) {
    var payments = new PaymentGenerator(seed, FRAUD_SHARE);
    var times = new SplittableRandom(~seed);
    List<InventedPayment> history = new ArrayList<>(HISTORY);
    for (int i = 0; i < HISTORY; i++) {
      history.add(payments.next(BEGIN.plusSeconds(times.nextLong(SPAN.toSeconds()))));
    }
    return history;
  }
}
