/** A shop as a module. */
module io.example.shop {
    requires io.ackwell;
}
