# The jars, as Maven installs them, and Jackson with java.security.Signature.
need_commands javac=default-jdk-headless mvn=maven strip=binutils
. bindings/java/env.sh
build_jars -Dmaven.javadoc.skip -Dmaven.source.skip
javac -Xlint -Werror -cp "$java_lib/*" -d "$work/java" bench/peers/Peer.java bench/peers/{First,Endpoint}.java
java="java -cp '$work/java:$java_lib/*'"
contestant "ackwell, Java" "$java" Peer ackwell
contestant "ackwell, Java, with a shop's questions" "$java" Peer questions
endpoint "Java's HttpServer" "$java -Dsun.net.httpserver.nodelay=true" Endpoint
first "ackwell, Java" "$java" First
contestant "Java, Jackson + Signature" "$java" Peer peer
version "$(java -version 2>&1 | head -n 1)"
