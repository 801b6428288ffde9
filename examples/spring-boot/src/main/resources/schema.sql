CREATE TABLE IF NOT EXISTS paid_orders (
    order_no VARCHAR(255) NOT NULL,
    amount   VARCHAR(255) NOT NULL
);
