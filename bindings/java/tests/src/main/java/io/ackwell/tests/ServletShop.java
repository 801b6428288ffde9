package io.ackwell.tests;

import io.ackwell.Config;
import io.ackwell.Fulfilment;
import io.ackwell.Ledger;
import io.ackwell.Outcome;
import io.ackwell.Provider;
import io.ackwell.Status;
import io.ackwell.servlet.AckwellServlet;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * The servlet in Tomcat, as `cargo xtask example` plays it; with a configuration as argument, what it
 * says about a body that a filter has read.
 */
final class ServletShop {
    private final Tomcat tomcat = new Tomcat();
    private final Context context;
    private final List<Outcome> outcomes = new ArrayList<>();

    private ServletShop(Config config, int port) throws IOException {
        tomcat.setBaseDir(Files.createTempDirectory("ackwell").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(port);
        tomcat.getConnector();
        context = tomcat.addContext("", null);
        Ledger ledger = config.ledger();
        Fulfilment paid = notification -> {
            if (notification.status() == Status.SUCCEEDED) {
                System.out.println("paid " + notification.orderNo() + " " + notification.amount());
            }
        };
        for (Provider provider : config.providers()) {
            String name = provider.text();
            Tomcat.addServlet(context, name, new AckwellServlet(config.receiver(provider), ledger, paid, outcomes::add))
                    .addMapping("/notify/" + name);
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            eaten(arguments[0]);
            return;
        }
        Config config = Config.fromFile(Path.of(System.getenv("ACKWELL_CONFIG")));
        ServletShop shop = new ServletShop(config, Integer.parseInt(System.getenv("PORT")));
        shop.tomcat.start();
        shop.tomcat.getServer().await();
    }

    private static void eaten(String vectors) throws Exception {
        Inputs inputs = Inputs.of(Path.of(vectors), "lianlian-payment.json");
        String document = Conformance.JSON.readTree(Path.of(vectors, "lianlian-payment.json").toFile())
                .at("/configs/shop").toString().replaceFirst("}}$", "},\"ledger\":{\"url\":\"memory:\"}}");
        ServletShop shop = new ServletShop(Config.fromJson(document), 0);
        FilterDef filter = new FilterDef();
        filter.setFilterName("eater");
        filter.setFilter(new Eater());
        shop.context.addFilterDef(filter);
        FilterMap everywhere = new FilterMap();
        everywhere.setFilterName("eater");
        everywhere.addURLPattern("/*");
        shop.context.addFilterMap(everywhere);
        shop.tomcat.start();
        URI address = URI.create("http://127.0.0.1:" + shop.tomcat.getConnector().getLocalPort() + "/notify/lianlian");
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded");
        byte[] body = inputs.bodies.get(0);
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> answer = client.send(
                request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> read = client.send(
                request.copy().header("X-Read", "as text").build(), HttpResponse.BodyHandlers.ofString());
        shop.tomcat.stop();
        check(answer.statusCode() == 400 && answer.body().contains("malformed_body"), answer + answer.body());
        check(read.statusCode() == 400 && read.body().contains("malformed_body"), read + read.body());
        check(shop.outcomes.size() == 2, shop.outcomes.toString());
        check(shop.outcomes.get(0).logLine().contains("getParameter()"), shop.outcomes.get(0).logLine());
        check(shop.outcomes.get(1).logLine().contains("getReader()"), shop.outcomes.get(1).logLine());
        System.out.println("eaten: a body that a filter has read is refused with what to do");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** A filter as there are many. */
    private static final class Eater extends HttpFilter {
        private static final long serialVersionUID = 1;

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (((jakarta.servlet.http.HttpServletRequest) request).getHeader("X-Read") != null) {
                request.getReader();
            } else {
                request.getParameter("anything");
            }
            chain.doFilter(request, response);
        }
    }
}
