/**
 * Receives payment notifications of LianLian Pay and PingPongCheckout: proves who sent them, makes
 * sure that a shop acts on each once, and answers as the provider expects.
 */
module io.ackwell {
    requires static jakarta.servlet;
    requires static java.sql;
    requires static jdk.httpserver;
    requires static transitive org.jspecify;

    exports io.ackwell;
    exports io.ackwell.httpserver;
    exports io.ackwell.servlet;
}
