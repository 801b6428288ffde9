/**
 * Ackwell in Spring Boot: receivers, a ledger and their paths from properties. The application has a
 * bean of {@link io.ackwell.spring.NotificationHandler} for what it does with a notification.
 */
@NullMarked
package io.ackwell.spring;

import org.jspecify.annotations.NullMarked;
