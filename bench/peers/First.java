// The first verification in a new process: `First CONFIG PEER <BODY`; with no arguments nothing.
import io.ackwell.Config;
import io.ackwell.Request;
import java.nio.file.Path;

public final class First {
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            byte[] body = System.in.readAllBytes();
            Config config = Config.fromFile(Path.of(arguments[0]));
            if (!config.lianlian().verify(Request.of(body, arguments[1])).acknowledge().isSuccess()) {
                System.exit(1);
            }
        }
    }
}
