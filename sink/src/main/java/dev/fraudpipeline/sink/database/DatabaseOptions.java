package dev.fraudpipeline.sink.database;

import dev.fraudpipeline.common.config.Option;
import dev.fraudpipeline.common.config.OptionRules;
import dev.fraudpipeline.common.config.Options;
import java.util.List;
import java.util.Optional;

/** The settings that say where the database is and how to log in. */
public final class DatabaseOptions {
  public static final Option<DatabaseUrl> URL =
      Option.of(
              "--database-url",
              "DATABASE_URL",
              DatabaseUrl::parse,
              "The database: jdbc:postgresql://host:port/db or"
                  + " postgres://user:password@host:port/db. As an option without a password.")
          .notShown();

  public static final Option<String> USER =
      Option.secret("DATABASE_USER", OptionRules.text(), "Database user. Default: the URL's.");

  public static final Option<String> PASSWORD =
      Option.secret(
          "DATABASE_PASSWORD", OptionRules.text(), "Database password. Default: the URL's.");

  /** All of them. */
  public static final List<Option<?>> ALL = List.of(URL, USER, PASSWORD);

  /** The same option under no variable, so that only the command line can give it. */
  private static final Option<String> URL_AS_OPTION =
      Option.of("--database-url", "", OptionRules.text(), "").notShown();

  private DatabaseOptions() {}

  /** Reads them; null where one cannot be used, which is noted. */
  public static DatabaseUrl read(Options settings) {
    DatabaseUrl url = settings.get(URL);
    Optional<String> user = settings.find(USER);
    Optional<String> password = settings.find(PASSWORD);
    if (url != null && url.holdsPassword() && settings.find(URL_AS_OPTION).isPresent()) {
      settings.problem(
          "--database-url must hold no password, since everybody on this machine can see options:"
              + " put it into the variable DATABASE_PASSWORD, or the whole URL into DATABASE_URL");
    }
    return url == null ? null : url.withLogin(user, password);
  }
}
