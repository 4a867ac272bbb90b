package dev.fraudpipeline.sink.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fraudpipeline.common.config.InvalidOptionException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGProperty;

/**
 * The place of the database and the log-in, from a URL in JDBC's spelling ({@code
 * jdbc:postgresql://host:port/db?user=..}) or in libpq's ({@code
 * postgres://user:password@host:port/db}). Several hosts, comma-separated, are tried in their
 * order.
 *
 * @param parameters for the driver, by the names that it knows
 */
public record DatabaseUrl(
    List<Host> hosts,
    String database,
    Optional<String> user,
    Optional<String> password,
    Map<String, String> parameters) {

  private static final String SPELLINGS =
      "a URL such as jdbc:postgresql://host:port/database or"
          + " postgres://user:password@host:port/database, special characters percent-escaped";
  private static final Pattern SCHEME =
      Pattern.compile("(jdbc:postgresql|postgres|postgresql)://(.*)", Pattern.DOTALL);
  private static final Pattern HOST = Pattern.compile("(\\[[^\\]@]+\\]|[^:@\\[\\]]*)(?::(\\d*))?");
  private static final int DEFAULT_PORT = 5432;

  /** Names by which libpq calls what the driver can do, too. */
  private static final Map<String, String> FROM_LIBPQ =
      Map.of(
          "connect_timeout", PGProperty.CONNECT_TIMEOUT.getName(),
          "application_name", PGProperty.APPLICATION_NAME.getName(),
          "channel_binding", PGProperty.CHANNEL_BINDING.getName(),
          "gssencmode", PGProperty.GSS_ENC_MODE.getName());

  public DatabaseUrl {
    hosts = List.copyOf(hosts);
    parameters = Map.copyOf(parameters);
  }

  /** One server; {@code name} without the brackets of an IPv6 address. */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.indexOf(':') < 0 ? name : '[' + name + ']') + ":" + port;
    }
  }

  /**
   * Reads a URL. No message repeats any of it: a slip in it can move the password anywhere.
   *
   * @throws InvalidOptionException where it is none, or has a parameter that nobody would obey
   */
  public static DatabaseUrl parse(String text) throws InvalidOptionException {
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      throw new InvalidOptionException(SPELLINGS);
    }
    boolean jdbc = scheme.group(1).startsWith("jdbc");
    String rest = scheme.group(2);
    int query = rest.indexOf('?');
    String location = query < 0 ? rest : rest.substring(0, query);
    int slash = location.indexOf('/');
    if (slash < 0 || slash == location.length() - 1) {
      throw new InvalidOptionException(SPELLINGS + "; the database's name is missing");
    }
    String authority = location.substring(0, slash);
    int at = authority.lastIndexOf('@');
    if (jdbc && at >= 0) {
      throw new InvalidOptionException(
          SPELLINGS + "; where it begins with jdbc:, user and password stand behind ?user=");
    }
    String[] login = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
    Map<String, String> parameters = parameters(query < 0 ? "" : rest.substring(query + 1), jdbc);
    Optional<String> user = Optional.ofNullable(parameters.remove("user"));
    Optional<String> password = Optional.ofNullable(parameters.remove("password"));
    if (login.length > 0 && !login[0].isEmpty()) {
      user = Optional.of(decoded(login[0], jdbc));
    }
    if (login.length > 1 && !login[1].isEmpty()) {
      password = Optional.of(decoded(login[1], jdbc));
    }
    return new DatabaseUrl(
        hosts(authority.substring(at + 1)),
        decoded(location.substring(slash + 1), jdbc),
        user,
        password,
        parameters);
  }

  private static List<Host> hosts(String text) throws InvalidOptionException {
    List<Host> hosts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = HOST.matcher(part);
      if (!matcher.matches()) {
        throw new InvalidOptionException(SPELLINGS);
      }
      String name = matcher.group(1).replaceAll("[\\[\\]]", "");
      String port = matcher.group(2);
      hosts.add(
          new Host(
              name.isEmpty() ? "localhost" : name,
              port == null || port.isEmpty() ? DEFAULT_PORT : port(port)));
    }
    return hosts;
  }

  private static int port(String digits) throws InvalidOptionException {
    int port = digits.length() > 5 ? 0 : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new InvalidOptionException(SPELLINGS + ", with a port from 1 to 65535");
    }
    return port;
  }

  private static Map<String, String> parameters(String query, boolean jdbc)
      throws InvalidOptionException {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      String[] nameAndValue = pair.split("=", 2);
      String given = decoded(nameAndValue[0], jdbc);
      String name = FROM_LIBPQ.getOrDefault(given, given);
      // The driver passes over what it does not know, be it a misspelled sslmode.
      if (nameAndValue.length < 2 || PGProperty.forName(name) == null) {
        throw new InvalidOptionException(
            SPELLINGS + ", with no parameter that the PostgreSQL JDBC driver does not know");
      }
      parameters.put(name, decoded(nameAndValue[1], jdbc));
    }
    return parameters;
  }

  /** JDBC's spelling escapes as forms do, where a plus is a blank; libpq's does not. */
  private static String decoded(String text, boolean jdbc) throws InvalidOptionException {
    try {
      return URLDecoder.decode(jdbc ? text : text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidOptionException(SPELLINGS);
    }
  }

  /** Tells whether anybody who sees the URL learns a secret. */
  public boolean holdsPassword() {
    return password.isPresent() || parameters.containsKey(PGProperty.SSL_PASSWORD.getName());
  }

  /** This URL with another log-in, where one is given. */
  public DatabaseUrl withLogin(Optional<String> otherUser, Optional<String> otherPassword) {
    return new DatabaseUrl(
        hosts, database, otherUser.or(() -> user), otherPassword.or(() -> password), parameters);
  }

  /** Hosts, ports and database: what a log line may say. */
  @Override
  public String toString() {
    return String.join(",", hosts.stream().map(Host::toString).toList()) + "/" + database;
  }
}
