package io.ackwell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads the native half. The only class that loads anything.
 *
 * <p>A failure names what was tried, for which platform and C library, and what to do about it.
 */
final class Loader {
    private static final String NAME = "ackwell_java";
    /** What went wrong; null if the native half is there. Everybody who asks gets the same sentence. */
    private static final @Nullable String FAILURE = new Loader().load();

    private final StringBuilder tried = new StringBuilder();
    private final String platform = platform();

    private Loader() {}

    /** Throws if the native half is not there. */
    static void check() {
        if (FAILURE != null) {
            throw new UnsatisfiedLinkError(FAILURE);
        }
    }

    private @Nullable String load() {
        String given = System.getProperty("ackwell.native");
        boolean loaded = given != null ? loadGiven(given) : loadFromJar() || loadFromPath();
        if (!loaded) {
            return "ackwell: no native library for " + platform + " could be loaded. Tried:" + tried
                    + ". Add the artifact io.ackwell:ackwell-native with the classifier " + platform
                    + ", or name the file with -Dackwell.native=/path/" + System.mapLibraryName(NAME);
        }
        String version;
        try {
            version = Native.text(Native.ask(Native.encoded("version")));
        } catch (UnsatisfiedLinkError missing) {
            return "ackwell: what was loaded is not the native half of this version. Loaded:" + tried
                    + ". Use io.ackwell:ackwell and io.ackwell:ackwell-native of the same version";
        }
        if (!version.equals(Version.TEXT)) {
            return "ackwell: the native library has the version " + version + " and the classes have "
                    + Version.TEXT + ". Loaded:" + tried
                    + ". Use io.ackwell:ackwell and io.ackwell:ackwell-native of the same version";
        }
        return null;
    }

    private boolean loadGiven(String file) {
        return attempt("the file of the property ackwell.native, " + file, () ->
                System.load(Path.of(file).toAbsolutePath().toString()));
    }

    private boolean loadFromPath() {
        return attempt("System.loadLibrary(\"" + NAME + "\"), which looks in java.library.path", () ->
                System.loadLibrary(NAME));
    }

    private boolean loadFromJar() {
        String resource = "/native/" + platform + "/" + System.mapLibraryName(NAME);
        InputStream opened = Loader.class.getResourceAsStream(resource);
        if (opened == null) {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            opened = context == null ? null : context.getResourceAsStream(resource.substring(1));
        }
        if (opened == null) {
            note("the resource " + resource, "no jar on the class path has it");
            return false;
        }
        try (InputStream library = opened) {
            return loadCopy(library, resource);
        } catch (IOException cause) {
            note("the resource " + resource, cause.toString());
            return false;
        }
    }

    /** A class loader must have a file that no other has loaded, in a folder that nobody else can write to. */
    private boolean loadCopy(InputStream library, String resource) throws IOException {
        String parent = System.getProperty("ackwell.tmpdir", System.getProperty("java.io.tmpdir"));
        Path folder = Files.createTempDirectory(Path.of(parent), "ackwell");
        Path file = folder.resolve(System.mapLibraryName(NAME));
        try {
            Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
            return attempt("the resource " + resource + ", copied to " + file, () -> System.load(file.toString()));
        } finally {
            delete(file);
            delete(folder);
        }
    }

    /** Where a file in use cannot be deleted, it is when the JVM ends. */
    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException inUse) {
            path.toFile().deleteOnExit();
        }
    }

    private boolean attempt(String what, Runnable load) {
        try {
            load.run();
            note(what, "loaded");
            return true;
        } catch (UnsatisfiedLinkError | RuntimeException cause) {
            String why = String.valueOf(cause.getMessage());
            if (why.contains("failed to map segment")) {
                why += " (the folder is mounted noexec: name another one with -Dackwell.tmpdir=/path)";
            } else if (why.contains("GLIBC") || why.contains("ld-linux") || why.contains("libc.musl")) {
                why += " (it was built for another C library or a newer one)";
            } else if (cause instanceof IllegalCallerException) {
                why += " (start java with --enable-native-access=io.ackwell, or =ALL-UNNAMED on the class path)";
            }
            note(what, why);
            return false;
        }
    }

    private void note(String what, String came) {
        tried.append(tried.isEmpty() ? " " : "; ").append(what).append(": ").append(came);
    }

    /** The classifier of {@code ackwell-native} for this JVM. */
    static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String processor = switch (machine) {
            case "amd64", "x86_64", "x64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch_64";
            default -> machine;
        };
        if (system.startsWith("windows")) {
            return "windows-" + processor;
        }
        if (system.startsWith("mac")) {
            return "osx-" + processor;
        }
        return system + "-" + processor + (system.equals("linux") && isMusl() ? "-musl" : "");
    }

    /** What this very process runs on. */
    private static boolean isMusl() {
        try {
            return Files.readString(Path.of("/proc/self/maps")).contains("/ld-musl-");
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }
}
