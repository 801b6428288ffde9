/** For servlet containers: Tomcat, Jetty, Undertow. Needs the API {@code jakarta.servlet} 6 or later. */
@NullMarked
package io.ackwell.servlet;

import org.jspecify.annotations.NullMarked;
