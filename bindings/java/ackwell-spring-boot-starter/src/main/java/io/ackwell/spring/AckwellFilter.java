package io.ackwell.spring;

import io.ackwell.servlet.AckwellServlet;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Receives notifications on the providers' paths, and lets everything else pass. It is a filter so
 * that it comes before those that read a body.
 */
public final class AckwellFilter implements Filter, Ordered {
    private final Map<String, AckwellServlet> servlets;
    private final int order;

    AckwellFilter(Map<String, AckwellServlet> servlets, int order) {
        this.servlets = Map.copyOf(servlets);
        this.order = order;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && servlets.containsKey(path(http))) {
            // What measures requests has no controller to learn the path from.
            ServerHttpObservationFilter.findObservationContext(http)
                    .ifPresent(context -> context.setPathPattern(path(http)));
            servlets.get(path(http)).service(arrived(request), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    /**
     * The request as the server has it. Spring's {@code ForwardedHeaderFilter} takes the client address
     * from the wrong end of X-Forwarded-For and hides the header, so core could not decide.
     */
    private static ServletRequest arrived(ServletRequest request) {
        ServletRequest arrived = request;
        while (arrived instanceof ServletRequestWrapper wrapper) {
            arrived = wrapper.getRequest();
        }
        return arrived;
    }

    @Override
    public int getOrder() {
        return order;
    }
}
