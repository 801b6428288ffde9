/**
 * Ackwell in Spring Boot: receivers, a ledger and their paths from properties. For what it does with a
 * notification, the application has a method with {@link io.ackwell.spring.LianLianNotification} or
 * {@link io.ackwell.spring.PingPongNotification}, or a bean of {@link io.ackwell.spring.NotificationHandler}.
 */
@NullMarked
package io.ackwell.spring;

import org.jspecify.annotations.NullMarked;
