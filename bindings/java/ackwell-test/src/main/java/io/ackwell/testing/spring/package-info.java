/** The sender in tests of a Spring Boot application. */
@NullMarked
package io.ackwell.testing.spring;

import org.jspecify.annotations.NullMarked;
