package dev.fraudpipeline.predictor.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds in MLflow's words which columns a model asks for and does not get. The text around them
 * repeats payments, so that nothing but names that look like columns' leaves this class.
 */
final class MissingInputs {
  private static final String MARK = "Model is missing inputs [";
  private static final Pattern NAME = Pattern.compile("'([A-Za-z_][A-Za-z0-9_]{0,39})'");
  private static final int MOST = 25;

  private MissingInputs() {}

  /** A phrase that begins with a colon, or nothing where the text does not say. */
  static String in(String error) {
    int mark = error.lastIndexOf(MARK);
    int end = mark < 0 ? -1 : error.indexOf(']', mark);
    if (end < 0) {
      return "";
    }
    Matcher names = NAME.matcher(error.substring(mark + MARK.length(), end));
    String found =
        names.results().limit(MOST).map(name -> name.group(1)).collect(Collectors.joining(", "));
    return found.isEmpty()
        ? ""
        : ": the model misses the columns "
            + found
            + "; see MODEL_FEATURES and the model's signature";
  }
}
