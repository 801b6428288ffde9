/**
 * Plays the provider in tests of an endpoint, with throwaway keys. {@link io.ackwell.testing.Sender} is
 * where to start. For tests only.
 */
@NullMarked
package io.ackwell.testing;

import org.jspecify.annotations.NullMarked;
