package dev.fraudpipeline.sandbox.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON as Python's {@code json.loads} does: exact integers, NaN and infinities, any UTF. */
final class JsonBody {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private JsonBody() {}

  /**
   * The document as maps, lists, text, {@code Long}, {@code BigInteger}, {@code Double}, {@code
   * Boolean} and null.
   *
   * @throws Refusal where it is not JSON; the message repeats the whole body
   * @throws IllegalStateException where Python gives up: not UTF-8, or nested too deeply
   */
  static Object parse(byte[] body) {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() == null) {
        throw notJson("Expecting value", parser.currentLocation(), body);
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw notJson("Extra data", parser.currentTokenLocation(), body);
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new IllegalStateException("maximum recursion depth exceeded", e);
    } catch (JsonProcessingException e) {
      requireUtf8(body);
      throw notJson("Expecting value", e.getLocation(), body);
    } catch (IOException e) {
      throw new IllegalStateException("the body cannot be decoded", e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getBigIntegerValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      object.put(key, value(parser));
    }
    return object;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  private static void requireUtf8(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("the body is not UTF-8", e);
    }
  }

  private static Refusal notJson(String complaint, JsonLocation at, byte[] body) {
    long offset = Math.max(0, at.getByteOffset() - 1);
    String place =
        "line " + at.getLineNr() + " column " + at.getColumnNr() + " (char " + offset + ")";
    return Refusal.badRequest(
        "Invalid input. Ensure that input is a valid JSON formatted string. Error:"
            + " 'JSONDecodeError('"
            + complaint
            + ": "
            + place
            + "')'\nInput: \n"
            + Python.repr(body)
            + "\n");
  }
}
