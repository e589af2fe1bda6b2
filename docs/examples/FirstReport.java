import java.io.IOException;
import java.net.URI;
import java.net.http.*;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;

/** Java 11 or later, no library: sends a notification until it has an answer. */
public class FirstReport {
    static final String EXCHANGE = System.getenv("EXCHANGE");
    static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    static String token(String clientIdAndSecret) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString(clientIdAndSecret.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(EXCHANGE + "/oauth/token"))
            .header("Authorization", "Basic " + basic)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials")).build();
        String answer = HTTP.send(request, BodyHandlers.ofString()).body();
        var found = Pattern.compile("\"access_token\":\"([^\"]+)\"").matcher(answer);
        if (!found.find()) throw new IOException(answer);
        return found.group(1);
    }

    /** The same bytes until there is an answer: a replay comes back as 200, never as a second entry. */
    static HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
                if (answer.statusCode() != 429 && answer.statusCode() < 500) return answer;
            } catch (IOException lost) {
                // The exchange may have recorded it; only the answer is missing.
            }
            Thread.sleep(Math.min(60_000, 1_000L << Math.min(attempt, 6)));
        }
    }

    public static void main(String[] words) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(EXCHANGE + "/v1/cases"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token(System.getenv("POLICE")))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofFile(Path.of(words[0]))).build();
        HttpResponse<String> answer = send(request);
        System.out.println(answer.statusCode()
            + " Idempotent-Replay: " + answer.headers().firstValue("Idempotent-Replay").orElse("false"));
        System.out.println(answer.body());
    }
}
