/** The sender as a parameter of tests in JUnit Jupiter. */
@NullMarked
package io.ackwell.testing.junit;

import org.jspecify.annotations.NullMarked;
