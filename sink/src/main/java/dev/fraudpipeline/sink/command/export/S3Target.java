package dev.fraudpipeline.sink.command.export;

import dev.fraudpipeline.common.config.InvalidOptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * An object in Amazon S3 or in a store that speaks its protocol. Region, credentials and endpoint
 * are the AWS SDK's own settings: {@code AWS_REGION}, {@code AWS_ACCESS_KEY_ID}, {@code
 * AWS_ENDPOINT_URL_S3} and the rest of them.
 *
 * @param pathStyle whether the bucket stands in the path, as other stores than Amazon's want it
 */
record S3Target(String bucket, String key, boolean pathStyle) implements ExportTarget {
  private static final Pattern URL = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,62})/(.+)");

  /** The most that S3 takes in one piece. */
  private static final long LARGEST = 5L << 30;

  /** Reads {@code s3://bucket/key}. */
  static S3Target parse(String url, Map<String, String> environment) throws InvalidOptionException {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches() || matcher.group(2).endsWith("/")) {
      throw new InvalidOptionException("s3://bucket/key, the key a whole name");
    }
    boolean elsewhere =
        environment.containsKey("AWS_ENDPOINT_URL_S3")
            || environment.containsKey("AWS_ENDPOINT_URL");
    return new S3Target(matcher.group(1), matcher.group(2), elsewhere);
  }

  @Override
  public long take(Writing writing) throws IOException, SQLException {
    // The protocol wants to know the length first. Only its owner can read it.
    Path whole = Files.createTempFile("validated", ".csv");
    try {
      long rows = ExportTarget.writeSynced(whole, writing);
      if (Files.size(whole) > LARGEST) {
        throw new IOException(
            this + ": the export is larger than 5 GiB, which S3 takes in one piece: use --since");
      }
      upload(whole);
      return rows;
    } finally {
      Files.delete(whole);
    }
  }

  private void upload(Path file) throws IOException {
    try (S3Client s3 =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .forcePathStyle(pathStyle)
            .build()) {
      s3.putObject(
          PutObjectRequest.builder().bucket(bucket).key(key).contentType("text/csv").build(),
          RequestBody.fromFile(file));
    } catch (AwsServiceException e) {
      throw new IOException(
          "%s: the store refuses it: %s (HTTP %d)"
              .formatted(this, e.awsErrorDetails().errorCode(), e.statusCode()),
          e);
    } catch (SdkException e) {
      throw new IOException(this + ": cannot be uploaded: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
