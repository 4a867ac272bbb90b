package dev.fraudpipeline.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The rules of ARCHITECTURE.md on who may know whom, held without exceptions. */
@AnalyzeClasses(
    packages = "dev.fraudpipeline",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
  private static final String[] PRODUCT = {
    "dev.fraudpipeline.common..",
    "dev.fraudpipeline.producer..",
    "dev.fraudpipeline.predictor..",
    "dev.fraudpipeline.sink.."
  };

  /** The rooms of common from the ground up: each knows only those before it. */
  private static final List<String> ROOMS =
      List.of("payment", "log", "config", "lifecycle", "monitoring", "kafka", "http", "command");

  @ArchTest
  static final ArchRule paymentKnowsNothingElseOfOurs =
      noClasses()
          .that()
          .resideInAPackage("dev.fraudpipeline.common.payment")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.fraudpipeline..")
                  .and(not(resideInAPackage("dev.fraudpipeline.common.payment"))));

  @ArchTest
  static final ArchRule paymentKnowsNoKafkaNoHttpAndNoDatabase =
      noClasses()
          .that()
          .resideInAPackage("dev.fraudpipeline.common.payment")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.apache.hc..", "java.net..", "java.sql..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.fraudpipeline.(**)").should().beFreeOfCycles();

  @ArchTest
  static void roomsOfCommonKnowOnlyThoseBeforeThem(JavaClasses classes) {
    for (int room = 0; room < ROOMS.size(); room++) {
      String[] later =
          ROOMS.subList(room + 1, ROOMS.size()).stream()
              .map(name -> "dev.fraudpipeline.common." + name + "..")
              .toArray(String[]::new);
      if (later.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("dev.fraudpipeline.common." + ROOMS.get(room) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(later)
            .check(classes);
      }
    }
  }

  @ArchTest
  static void commonHasNoOtherRooms(JavaClasses classes) {
    assertThat(classes.stream().map(found -> found.getPackageName()))
        .filteredOn(name -> name.startsWith("dev.fraudpipeline.common."))
        .allSatisfy(name -> assertThat(ROOMS).contains(name.split("\\.", -1)[3]));
  }

  @ArchTest
  static final ArchRule kafkaClientsAreMadeInOnePlace =
      noClasses()
          .that()
          .resideInAnyPackage(PRODUCT)
          .and(not(simpleName("KafkaClients")))
          .should()
          .callConstructorWhere(
              describe(
                  "it makes a Kafka client",
                  call ->
                      call.getTargetOwner().isEquivalentTo(KafkaConsumer.class)
                          || call.getTargetOwner().isEquivalentTo(KafkaProducer.class)))
          .orShould()
          .callMethodWhere(
              describe(
                  "it makes an admin client",
                  call ->
                      call.getTargetOwner().isEquivalentTo(Admin.class)
                          && call.getName().equals("create")));

  @ArchTest
  static final ArchRule onlyMainEndsTheProcess =
      noClasses()
          .that(not(simpleName("Main")))
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule onlyMainReadsTheEnvironment =
      noClasses()
          .that()
          .resideInAnyPackage(PRODUCT)
          .and(not(simpleName("Main")))
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule noDaemonReachesTheSandbox =
      noClasses()
          .that()
          .resideInAnyPackage(PRODUCT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.fraudpipeline.sandbox..", "dev.fraudpipeline.benchmark..");

  @ArchTest
  static void noDaemonReachesAnother(JavaClasses classes) {
    for (String daemon : List.of("producer", "predictor", "sink")) {
      classes()
          .that()
          .resideInAPackage("dev.fraudpipeline." + daemon + "..")
          .should()
          .onlyDependOnClassesThat(
              not(resideInAPackage("dev.fraudpipeline.."))
                  .or(resideInAPackage("dev.fraudpipeline." + daemon + ".."))
                  .or(resideInAPackage("dev.fraudpipeline.common..")))
          .check(classes);
    }
  }

  @ArchTest
  static void everyRoomIsThere(JavaClasses classes) {
    // Rules about packages that are empty hold for ever.
    for (String room : ROOMS) {
      assertThat(classes.stream().map(found -> found.getPackageName() + "."))
          .anyMatch(name -> name.startsWith("dev.fraudpipeline.common." + room + "."));
    }
    for (String module : List.of("producer", "predictor", "sink", "sandbox")) {
      assertThat(classes.stream().map(found -> found.getPackageName()))
          .anyMatch(name -> name.startsWith("dev.fraudpipeline." + module));
    }
  }

  /** Leaves out what one module's tests lend to those of others, as a jar. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }
}
