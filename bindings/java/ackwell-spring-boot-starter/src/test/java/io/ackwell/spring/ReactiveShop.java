// The recipe of docs/quickstart-java.md for WebFlux. tests/quickstart.py compares the two.
package io.ackwell.spring;

import io.ackwell.Acknowledgement;
import io.ackwell.Ledger;
import io.ackwell.LianLian;
import io.ackwell.Notification;
import io.ackwell.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@RestController
class ReactiveShop {
    private final LianLian receiver;
    private final Ledger ledger;

    ReactiveShop(LianLian receiver, Ledger ledger) {
        this.receiver = receiver;
        this.ledger = ledger;
    }

    @PostMapping("/notify/lianlian")
    Mono<ResponseEntity<byte[]>> notify(@RequestBody(required = false) byte[] body, ServerHttpRequest server) {
        String peer = server.getRemoteAddress().getAddress().getHostAddress();
        Map<String, List<String>> headers = new HashMap<>();
        server.getHeaders().forEach(headers::put);
        Request request = Request.of(body == null ? new byte[0] : body, headers, peer);
        return Mono.fromCallable(() -> receiver.handle(request, ledger, this::paid))
                .subscribeOn(Schedulers.boundedElastic())
                .map(ReactiveShop::answer);
    }

    private void paid(Notification notification) {
        // Mark the order paid, ship. Throw if that fails: the provider sends again.
        System.out.println("paid: " + notification.orderNo() + ", " + notification.amount());
    }

    private static ResponseEntity<byte[]> answer(Acknowledgement answer) {
        return ResponseEntity.status(answer.status())
                .header("Content-Type", answer.contentType())
                .body(answer.body());
    }
}
