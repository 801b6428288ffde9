package io.ackwell;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON that the native half writes, and writes the documents that it reads. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Objects are unmodifiable maps in their order, arrays lists, numbers decimals. */
    static @Nullable Object read(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.blanks();
        if (json.at != text.length()) {
            throw json.wrong();
        }
        return value;
    }

    private @Nullable Object value() {
        blanks();
        char first = next();
        return switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (!isNext('}')) {
            do {
                blanks();
                take('"');
                String name = string();
                blanks();
                take(':');
                members.put(name, value());
            } while (isNext(','));
            take('}');
        }
        return Collections.unmodifiableMap(members);
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> items = new ArrayList<>();
        if (!isNext(']')) {
            do {
                items.add(value());
            } while (isNext(','));
            take(']');
        }
        return Collections.unmodifiableList(items);
    }

    private String string() {
        int begin = at;
        while (text.charAt(at) != '"' && text.charAt(at) != '\\') {
            at++;
        }
        if (text.charAt(at) == '"') {
            return text.substring(begin, at++);
        }
        StringBuilder made = new StringBuilder(text.substring(begin, at));
        for (char c = next(); c != '"'; c = next()) {
            made.append(c == '\\' ? escape() : c);
        }
        return made.toString();
    }

    private char escape() {
        char c = next();
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> c;
        };
    }

    private BigDecimal number() {
        int begin = --at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return new BigDecimal(text.substring(begin, at));
    }

    private <T> T word(String word, T value) {
        if (!text.startsWith(word, at - 1)) {
            throw wrong();
        }
        at += word.length() - 1;
        return value;
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private char next() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at++);
    }

    private boolean isNext(char wanted) {
        blanks();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void take(char wanted) {
        blanks();
        if (next() != wanted) {
            throw wrong();
        }
    }

    private IllegalStateException wrong() {
        return new IllegalStateException("the native half wrote no JSON: character " + at);
    }

    /** Maps, iterables, texts, numbers and booleans; anything else as its text. */
    static String write(@Nullable Object value) {
        StringBuilder made = new StringBuilder();
        write(made, value);
        return made.toString();
    }

    private static void write(StringBuilder made, @Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            made.append(value);
        } else if (value instanceof Map<?, ?> members) {
            String between = "{";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                made.append(between);
                quote(made, String.valueOf(member.getKey()));
                made.append(':');
                write(made, member.getValue());
                between = ",";
            }
            made.append(members.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> items) {
            made.append('[');
            for (int index = 0; index < items.size(); index++) {
                made.append(index == 0 ? "" : ",");
                write(made, items.get(index));
            }
            made.append(']');
        } else {
            quote(made, value.toString());
        }
    }

    private static void quote(StringBuilder made, String text) {
        made.append('"');
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c == '"' || c == '\\') {
                made.append('\\').append(c);
            } else if (c < ' ') {
                made.append(String.format("\\u%04x", (int) c));
            } else {
                made.append(c);
            }
        }
        made.append('"');
    }
}
