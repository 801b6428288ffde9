# Jackson and java.security.Signature.
need_commands javac=default-jdk-headless mvn=maven
jackson=$work/jackson
[ -d "$jackson" ] || mvn --batch-mode --quiet --file bench/peers/pom.xml \
    dependency:copy-dependencies -DoutputDirectory="$jackson"
javac -Xlint -Werror -cp "$jackson/*" -d "$work/java" bench/peers/Peer.java
contestant "Java, Jackson + Signature" java -cp "'$work/java:$jackson/*'" Peer
version "$(java -version 2>&1 | head -n 1)"
