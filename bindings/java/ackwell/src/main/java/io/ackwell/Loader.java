package io.ackwell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads the native half. The only class that loads anything.
 *
 * <p>A failure names what was tried, for which platform and C library, and what to do about it.
 */
final class Loader {
    private static final String NAME = "ackwell_java";
    /** How much of the library is copied in one step. */
    private static final int COPIED_BYTES = 1 << 18;
    /** How many names for a folder are tried. */
    private static final int ATTEMPTS = 100;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(EnumSet.of(
                    PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
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
        return attempt("the file of the property ackwell.native, " + file, Path.of(file));
    }

    private boolean loadFromPath() {
        return attempt("System.loadLibrary(\"" + NAME + "\"), which looks in java.library.path", null);
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
        Path folder = privateFolder(Path.of(parent));
        Path file = folder.resolve(System.mapLibraryName(NAME));
        try {
            copy(library, file);
            return attempt("the resource " + resource + ", copied to " + file, file);
        } finally {
            delete(file);
            delete(folder);
        }
    }

    private static void copy(InputStream library, Path file) throws IOException {
        byte[] buffer = new byte[COPIED_BYTES];
        try (OutputStream copy = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            for (int length = library.read(buffer); length > 0; length = library.read(buffer)) {
                copy.write(buffer, 0, length);
            }
        }
    }

    /**
     * As {@link Files#createTempDirectory} without its random numbers, which take a new process longer
     * than all else here. A folder that is there already is never taken.
     */
    private static Path privateFolder(Path parent) throws IOException {
        FileAlreadyExistsException taken = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path folder = parent.resolve("ackwell-" + Long.toHexString(System.nanoTime()));
            try {
                return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? Files.createDirectory(folder, OWNER_ONLY)
                        : Files.createDirectory(folder);
            } catch (FileAlreadyExistsException there) {
                taken = there;
            }
        }
        throw taken;
    }

    /** Where a file in use cannot be deleted, it is when the JVM ends. */
    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException inUse) {
            path.toFile().deleteOnExit();
        }
    }

    private boolean attempt(String what, @Nullable Path file) {
        try {
            if (file == null) {
                System.loadLibrary(NAME);
            } else {
                System.load(file.toAbsolutePath().toString());
            }
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
