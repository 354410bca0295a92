package dev.caravan.journey;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of an MQTT 5 broker as a publisher with QoS 1 needs (OASIS MQTT 5.0, sections 3.1 to 3.4 and 3.12). */
final class MqttStub implements AutoCloseable {

    /** What was published. */
    record Published(String topic, int qos, String payload) {}

    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int PINGREQ = 12;

    final List<Published> published = new CopyOnWriteArrayList<>();
    final List<String> connects = new CopyOnWriteArrayList<>();
    private final ServerSocket server;

    MqttStub() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Socket client = server.accept();
                daemon(() -> serve(client));
            }
        });
    }

    String url() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException over) {
                        // The client or the test has gone.
                    }
                },
                "mqtt-stub");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                int first = in.readUnsignedByte();
                byte[] packet = new byte[length(in)];
                in.readFully(packet);
                switch (first >> 4) {
                    case CONNECT -> {
                        connects.add(new String(packet, StandardCharsets.ISO_8859_1));
                        out.write(new byte[] {0x20, 3, 0, 0, 0});
                    }
                    case PUBLISH -> publish((first >> 1) & 3, ByteBuffer.wrap(packet), out);
                    case PINGREQ -> out.write(new byte[] {(byte) 0xD0, 0});
                    default -> {}
                }
                out.flush();
            }
        }
    }

    private void publish(int qos, ByteBuffer packet, DataOutputStream out) throws IOException {
        byte[] topic = new byte[packet.getShort()];
        packet.get(topic);
        short id = qos > 0 ? packet.getShort() : 0;
        int properties = packet.get();
        packet.position(packet.position() + properties);
        published.add(new Published(
                new String(topic, StandardCharsets.UTF_8),
                qos,
                StandardCharsets.UTF_8.decode(packet).toString()));
        if (qos > 0) {
            out.write(new byte[] {0x40, 2, (byte) (id >> 8), (byte) id});
        }
    }

    /** A variable byte integer. */
    private static int length(DataInputStream in) throws IOException {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            value |= (digit & 127) << shift;
            if (digit < 128) {
                return value;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
