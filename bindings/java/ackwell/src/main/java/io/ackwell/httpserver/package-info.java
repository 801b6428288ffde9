/** For the server that the JDK has: {@code com.sun.net.httpserver}. Needs the module {@code jdk.httpserver}. */
@NullMarked
package io.ackwell.httpserver;

import org.jspecify.annotations.NullMarked;
