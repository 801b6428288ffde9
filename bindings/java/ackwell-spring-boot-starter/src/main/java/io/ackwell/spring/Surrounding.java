package io.ackwell.spring;

import io.ackwell.Fulfilment;

/** What is put around the shop's own work. */
@FunctionalInterface
interface Surrounding {
    Fulfilment around(Fulfilment work);
}
