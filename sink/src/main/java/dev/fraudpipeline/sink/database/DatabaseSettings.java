package dev.fraudpipeline.sink.database;

import dev.fraudpipeline.common.settings.Rules;
import dev.fraudpipeline.common.settings.Setting;
import dev.fraudpipeline.common.settings.Settings;
import java.util.Optional;

/** The settings that say where the database is and how to log in. */
public final class DatabaseSettings {
  public static final Setting<DatabaseUrl> URL =
      Setting.of(
              "--database-url",
              "DATABASE_URL",
              DatabaseUrl::parse,
              "The database: jdbc:postgresql://host:port/db or"
                  + " postgres://user:password@host:port/db. As an option without a password.")
          .notShown();

  public static final Setting<String> USER =
      Setting.secret("DATABASE_USER", Rules.text(), "Database user. Default: the URL's.");

  public static final Setting<String> PASSWORD =
      Setting.secret("DATABASE_PASSWORD", Rules.text(), "Database password. Default: the URL's.");

  /** The same option under no variable, so that only the command line can give it. */
  private static final Setting<String> URL_AS_OPTION =
      Setting.of("--database-url", "", Rules.text(), "").notShown();

  private DatabaseSettings() {}

  /** Reads them; null where one cannot be used, which is noted. */
  public static DatabaseUrl read(Settings settings) {
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
