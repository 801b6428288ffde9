// A small receiver in C++17: POST /notify/lianlian and /notify/pingpong.
//
//     ACKWELL_CONFIG=ackwell.json PORT=8080 ./receiver
//
// What belongs to Ackwell is fulfil() and Shop. The rest is a plain HTTP server so that the example
// needs nothing else; in your own program some web server does that part.

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <ackwell.hpp>

// ---- The shop ----------------------------------------------------------------------------------

/// The shop's own work. Called once for each notification, however often it is sent.
static bool fulfil(const ackwell_notification *notification)
{
    static std::mutex output;
    ackwell_amount amount;
    if (ackwell_notification_status(notification) != ACKWELL_SUCCEEDED ||
        ackwell_notification_amount(notification, &amount) != ACKWELL_OK) {
        return true; // genuine, but nobody has paid: nothing to do
    }
    // Here a shop looks its order up, asks ackwell_notification_expect() whether this is the amount
    // it waits for, and marks it paid; false, or an exception, if its database is out of reach.
    std::lock_guard lock(output);
    std::cout << "paid " << ackwell::view(ackwell_notification_order_no(notification)) << ' '
              << amount.value << ' ' << amount.currency << std::endl;
    return true;
}

/// The receiver of a section; nullptr if the configuration has no such section.
static ackwell::Receiver receiver_of(const std::string &config, ackwell_provider provider,
                                     const char *section)
try {
    return ackwell::receiver(config, provider);
} catch (const ackwell::Error &error) {
    if (error.member() != section) {
        throw;
    }
    return nullptr;
}

class Shop {
public:
    explicit Shop(const std::string &config)
        : lianlian_(receiver_of(config, ACKWELL_LIANLIAN, "lianlian")),
          pingpong_(receiver_of(config, ACKWELL_PINGPONG, "pingpong")),
          ledger_(ackwell::ledger(config))
    {
        if (!lianlian_ && !pingpong_) {
            throw std::runtime_error("the configuration has no section lianlian or pingpong");
        }
    }

    /// The receiver of a path; nullptr if there is none.
    const ackwell_receiver *receiver(std::string_view path) const
    {
        return path == "/notify/lianlian"   ? lianlian_.get()
               : path == "/notify/pingpong" ? pingpong_.get()
                                            : nullptr;
    }

    /// One request becomes one answer.
    ackwell_acknowledgement answer(const ackwell_receiver *receiver,
                                   const ackwell_request &request) const
    {
        // A failure is logged on standard error, or by the function given to ackwell_set_log().
        return ackwell::handle(receiver, request, ledger_.get(), fulfil);
    }

private:
    ackwell::Receiver lianlian_;
    ackwell::Receiver pingpong_;
    ackwell::Ledger ledger_;
};

// ---- HTTP --------------------------------------------------------------------------------------

class Connection {
public:
    Connection(int socket, std::string peer) : socket_(socket), peer_(std::move(peer)) {}
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection() { close(socket_); }

    void serve(const Shop &shop)
    {
        unsigned wrong = read();
        const ackwell_receiver *receiver = wrong == 0 ? shop.receiver(path_) : nullptr;
        if (receiver == nullptr) {
            respond(wrong == 0 ? 404 : wrong, "text/plain", "");
            return;
        }
        std::vector<ackwell_header> headers;
        for (const auto &[name, value] : headers_) {
            headers.push_back(
                {ackwell::bytes(name), name.size(), ackwell::bytes(value), value.size()});
        }
        ackwell_request request = {ackwell::bytes(body_), body_.size(),  headers.data(),
                                   headers.size(),        ackwell::bytes(peer_), peer_.size()};
        ackwell_acknowledgement answer = shop.answer(receiver, request);
        respond(answer.status, ackwell::view(answer.content_type),
                {reinterpret_cast<const char *>(answer.body), answer.body_len});
    }

private:
    static constexpr std::size_t most_head = 16384;
    static constexpr std::size_t most_body = 1 << 20;

    /// 0, or the status that says what is wrong with the request.
    unsigned read()
    {
        std::string got;
        std::size_t end;
        while ((end = got.find("\r\n\r\n")) == std::string::npos) {
            if (got.size() > most_head || !receive(got)) {
                return 400;
            }
        }
        std::istringstream head(got.substr(0, end));
        std::string method;
        std::string line;
        head >> method >> path_;
        std::getline(head, line);
        while (std::getline(head, line)) {
            std::size_t colon = line.find(':');
            if (colon == std::string::npos) {
                return 400;
            }
            std::size_t value = line.find_first_not_of(" \t", colon + 1);
            std::size_t last = line.find_last_not_of(" \t\r");
            headers_.emplace_back(line.substr(0, colon),
                                  value == std::string::npos || value > last
                                      ? std::string()
                                      : line.substr(value, last + 1 - value));
        }
        std::optional<std::string> length = header("content-length");
        if (method != "POST" || !length) {
            return method != "POST" ? 405 : 411;
        }
        std::size_t wanted = std::strtoul(length->c_str(), nullptr, 10);
        if (wanted > most_body) {
            return 413;
        }
        if (header("expect")) {
            send("HTTP/1.1 100 Continue\r\n\r\n");
        }
        body_ = got.substr(end + 4);
        while (body_.size() < wanted) {
            if (!receive(body_)) {
                return 400;
            }
        }
        return body_.size() == wanted ? 0 : 400;
    }

    std::optional<std::string> header(std::string_view name) const
    {
        for (const auto &[given, value] : headers_) {
            bool same = given.size() == name.size() &&
                        std::equal(name.begin(), name.end(), given.begin(), [](char a, char b) {
                            return a == std::tolower(static_cast<unsigned char>(b));
                        });
            if (same) {
                return value;
            }
        }
        return std::nullopt;
    }

    bool receive(std::string &into)
    {
        char some[8192];
        ssize_t got = recv(socket_, some, sizeof some, 0);
        into.append(some, got > 0 ? static_cast<std::size_t>(got) : 0);
        return got > 0;
    }

    void send(std::string_view text)
    {
        while (!text.empty()) {
            ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return;
            }
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    void respond(unsigned status, std::string_view type, std::string_view body)
    {
        std::ostringstream head;
        head << "HTTP/1.1 " << status << " -\r\nContent-Type: " << type
             << (status == 405 ? "\r\nAllow: POST" : "") << "\r\nContent-Length: " << body.size()
             << "\r\nConnection: close\r\n\r\n";
        send(head.str());
        send(body);
    }

    int socket_;
    std::string peer_;
    std::string path_;
    std::string body_;
    std::vector<std::pair<std::string, std::string>> headers_;
};

// The value of an environment variable, which must be set.
static const char *setting(const char *name)
{
    const char *value = std::getenv(name);
    if (value == nullptr) {
        throw std::runtime_error(std::string("the environment variable ") + name + " is not set");
    }
    return value;
}

int main()
try {
    const std::string port = setting("PORT");
    const std::string path = setting("ACKWELL_CONFIG");
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error(path + " cannot be read");
    }
    const std::string document(std::istreambuf_iterator<char>(file), {});
    // Relative paths in it start at its folder.
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    const Shop shop(ackwell::resolve(document, "lianlian,pingpong,ledger", folder));

    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoul(port)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
        listen(listener, 128) != 0) {
        throw std::runtime_error(std::strerror(errno));
    }
    std::cout << "listening on 127.0.0.1:" << port << std::endl;
    for (;;) {
        sockaddr_in from = {};
        socklen_t len = sizeof from;
        int socket = accept(listener, reinterpret_cast<sockaddr *>(&from), &len);
        if (socket < 0) {
            continue;
        }
        timeval patience = {5, 0};
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        char peer[INET_ADDRSTRLEN] = "";
        inet_ntop(AF_INET, &from.sin_addr, peer, sizeof peer);
        std::thread([&shop, socket, peer = std::string(peer)] {
            Connection(socket, peer).serve(shop);
        }).detach();
    }
} catch (const std::exception &error) {
    std::cerr << error.what() << std::endl;
    return 2;
}
