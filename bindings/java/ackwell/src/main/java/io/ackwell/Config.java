package io.ackwell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration: the same document in every language.
 *
 * <p>{@code {env = "NAME"}} and {@code {file = "path"}} may stand for a text in it. They are read when
 * a receiver is built or the ledger is opened, and only those that it needs.
 */
public final class Config {
    private final String document;
    private final Path folder;

    private Config(String document, Path folder) {
        this.document = document;
        this.folder = folder;
    }

    /**
     * Reads a TOML file, or a JSON file if its name ends in {@code .json}. Relative paths in it start at
     * its folder.
     *
     * @param file the file
     * @return the configuration
     * @throws AckwellException {@link Code#INVALID_CONFIG}, with the file's name or the path of the
     *     member that is wrong
     */
    public static Config fromFile(Path file) {
        Path path = file.toAbsolutePath().normalize();
        try {
            String text = utf8(path);
            String document = path.toString().endsWith(".json") ? text : Native.answer("from_toml", text);
            Path folder = path.getParent();
            return checked(new Config(document, folder == null ? path : folder));
        } catch (AckwellException wrong) {
            String member = wrong.member();
            if (member == null || member.isEmpty()) {
                throw new AckwellException(path + ": " + wrong.getMessage());
            }
            throw wrong;
        }
    }

    /**
     * Reads a JSON text. Relative paths in it start at the working directory.
     *
     * @param document the text
     * @return the configuration
     * @throws AckwellException {@link Code#INVALID_CONFIG}: {@link AckwellException#member()} is the path
     *     of what is wrong
     */
    public static Config fromJson(String document) {
        return checked(new Config(document, Path.of("").toAbsolutePath()));
    }

    /**
     * As {@link #fromJson(String)}, from the sections themselves. {@link #options()} has their names.
     *
     * @param document the options by section and name: texts, numbers, lists of texts, and maps with
     *     {@code env} or {@code file} for the place of a text
     * @return the configuration
     * @throws AckwellException {@link Code#INVALID_CONFIG}: {@link AckwellException#member()} is the path
     *     of what is wrong
     */
    public static Config of(Map<String, ? extends Map<String, ?>> document) {
        return fromJson(Json.write(document));
    }

    private static Config checked(Config config) {
        config.providers();
        return config;
    }

    private static String utf8(Path path) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException wrong) {
            throw new AckwellException("it is not UTF-8");
        } catch (IOException wrong) {
            throw new AckwellException("it cannot be read: " + wrong.getClass().getSimpleName());
        }
    }

    /**
     * The sections of a configuration and the options of each, for whoever maps other sources of
     * options to them.
     *
     * @return the names in snake_case, by section
     */
    public static Map<String, List<String>> options() {
        return OptionNames.SECTIONS;
    }

    /**
     * The providers that it has a section for.
     *
     * @return the providers
     */
    public List<Provider> providers() {
        String names = Native.answer("providers", with("").toArray());
        List<Provider> providers = new ArrayList<>();
        for (String name : names.isEmpty() ? new String[0] : names.split(",")) {
            providers.add(Provider.of(name));
        }
        return providers;
    }

    /**
     * Builds the receiver for LianLian.
     *
     * @return the receiver
     * @throws AckwellException {@link Code#INVALID_CONFIG}
     */
    public LianLian lianlian() {
        return new LianLian(number(Provider.LIANLIAN));
    }

    /**
     * Builds the receiver for PingPong.
     *
     * @return the receiver
     * @throws AckwellException {@link Code#INVALID_CONFIG}
     */
    public PingPong pingpong() {
        return new PingPong(number(Provider.PINGPONG));
    }

    /**
     * Builds the receiver of a provider.
     *
     * @param provider the provider
     * @return the receiver
     * @throws AckwellException {@link Code#INVALID_CONFIG}
     */
    public Receiver receiver(Provider provider) {
        return switch (provider) {
            case LIANLIAN -> lianlian();
            case PINGPONG -> pingpong();
        };
    }

    /**
     * Opens the ledger of the section {@code ledger}.
     *
     * @return the ledger, which is to be closed when the shop ends
     * @throws AckwellException {@link Code#INVALID_CONFIG}, or {@link Code#LEDGER_UNAVAILABLE} if a file
     *     cannot be opened. A server is connected to when it is first needed
     */
    public Ledger ledger() {
        return new Ledger(Long.parseLong(Native.answer("ledger", with("ledger").toArray())));
    }

    private long number(Provider provider) {
        List<@Nullable Object> arguments = with(provider.text());
        arguments.add(0, provider.text());
        return Long.parseLong(Native.answer("receiver", arguments.toArray()));
    }

    /** The document, and what is at the places that a section needs. */
    private List<@Nullable Object> with(String section) {
        Members found = Members.read(Native.answer("references", document, section, folder));
        int most = Math.toIntExact(found.count("read_bytes"));
        List<@Nullable Object> arguments = new ArrayList<>();
        arguments.add(document);
        for (Members place : found.each("references")) {
            String env = place.findText("env");
            String file = place.findText("file");
            arguments.add(place.text("member"));
            arguments.add(env);
            arguments.add(file);
            arguments.addAll(env != null ? ofVariable(env) : ofFile(String.valueOf(file), most));
        }
        return arguments;
    }

    /** The bytes, or the word for why there are none. */
    private static List<@Nullable Object> ofVariable(String name) {
        String text = System.getenv(name);
        return text == null ? Arrays.asList(null, "missing") : Arrays.asList(text, null);
    }

    private static List<@Nullable Object> ofFile(String file, int most) {
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException noFileCanHaveThatName) {
            return Arrays.asList(null, "missing");
        }
        if (Files.isDirectory(path)) {
            return Arrays.asList(null, "folder");
        }
        try (InputStream opened = Files.newInputStream(path)) {
            return Arrays.asList(opened.readNBytes(most), null);
        } catch (NoSuchFileException missing) {
            return Arrays.asList(null, "missing");
        } catch (AccessDeniedException denied) {
            return Arrays.asList(null, "denied");
        } catch (IOException other) {
            return Arrays.asList(null, isBelowAFile(path) ? "missing" : "unreadable");
        }
    }

    private static boolean isBelowAFile(Path path) {
        Path parent = path.getParent();
        return parent != null && (Files.isRegularFile(parent) || isBelowAFile(parent));
    }
}
