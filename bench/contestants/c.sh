# The C library, as `make install` puts it down.
need_packages gcc pkg-config
make --quiet -C bindings/c install PREFIX="$work/c"
cc -std=c11 -O2 -Wall -Wextra -Werror -pedantic -Ibindings/c/tests bench/peers/ackwell.c \
    $(PKG_CONFIG_PATH=$work/c/lib/pkgconfig pkg-config --cflags --libs ackwell) -lpthread \
    -Wl,-rpath,"$work/c/lib" -o "$work/c-ackwell"
contestant "ackwell, C" "$work/c-ackwell"
contestant "ackwell, C, with a shop's questions" "$work/c-ackwell" questions
library_bytes=$(stat --format %s --dereference "$work/c/lib/libackwell.so")
