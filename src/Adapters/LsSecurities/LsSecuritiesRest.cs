using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;

namespace Rialto.Adapters.LsSecurities;

/// <summary>
/// REST of LS Securities: gets and renews the token by the customer's app key, and asks. A path such as <c>/stock/etc?tr_cd=t8436&amp;gubun=0</c> becomes the venue's POST: the code in a header, the
/// rest in <c>{"t8436InBlock":{"gubun":"0"}}</c>. A token ends at 07:00 in Seoul whatever its answer says, and is got anew by the first request after that; one that is refused earlier is got anew
/// once. Neither key nor token is in any message. One request at a time, one a second. Cold, any thread.
/// </summary>
public sealed class LsSecuritiesRest : IRestSource
{
    private const int BodyBytesMax = 32 << 20;

    private static readonly TimeSpan _seoul = TimeSpan.FromHours(9);
    private static readonly TimeSpan _tokenEnds = TimeSpan.FromHours(7);
    private static readonly TimeSpan _pace = TimeSpan.FromSeconds(1);

    // The venue shuts out who asks for tokens too often.
    private static readonly TimeSpan _betweenTokens = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly VenueTerms _terms;
    private readonly AccessToken _token;
    private readonly TimeProvider _time;
    private DateTimeOffset _tokenUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _nextToken = DateTimeOffset.MinValue;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private string _tokenProblem = "";

    /// <summary>Makes a source that asks for nothing yet.</summary>
    /// <param name="terms">The venue, with the customer's app key; without one every answer says that it is missing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">The way there; owned by the source.</param>
    public LsSecuritiesRest(VenueTerms terms, TimeProvider time, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(time);
        (_terms, _time, _token) = (terms, time, terms.App?.Token ?? new AccessToken());
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = BodyBytesMax };
    }

    /// <inheritdoc/>
    public async ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var answer = default(RestAnswer);
            for (var attempt = 0; attempt < 2; attempt++)
            {
                if (await EnsureTokenAsync(stop).ConfigureAwait(false) is { Length: > 0 } problem)
                    return new RestAnswer(0, default, TimeSpan.Zero, problem);
                answer = await PostAsync(() => Question(request.Path), stop).ConfigureAwait(false);
                if (answer.Status != (int)HttpStatusCode.Unauthorized && CodeIn(answer.Body, "rsp_cd") != "IGW00121")
                    break;

                // It has ended before its time.
                (_tokenUntil, answer) = (DateTimeOffset.MinValue, answer with { Problem = "LS Securities refused a token that it has just given; see whether the app key is still good." });
            }

            return answer;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gets a token where there is none that is good.</summary>
    /// <returns>Why there is none, for a person to read; empty where there is one.</returns>
    public async ValueTask<string> HaveTokenAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await EnsureTokenAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    /// <summary>The first 07:00 in Seoul after a moment.</summary>
    internal static DateTimeOffset EndOfToken(DateTimeOffset given)
    {
        var there = given.ToOffset(_seoul);
        var end = new DateTimeOffset(there.Date + _tokenEnds, _seoul);
        return end > there ? end : end.AddDays(1);
    }

    private async ValueTask<string> EnsureTokenAsync(CancellationToken stop)
    {
        if (_terms.App is not { } app)
            return _terms.KeyProblem;
        var now = _time.GetUtcNow();
        if (_token.IsThere && now < _tokenUntil)
            return "";
        if (now < _nextToken)
            return _tokenProblem.Length > 0 ? _tokenProblem : "LS Securities gave a token less than a minute ago and refuses it; the next is asked for in a minute.";
        _nextToken = now + _betweenTokens;
        var answer = await PostAsync(() => TokenQuestion(app), stop).ConfigureAwait(false);
        var token = CodeIn(answer.Body, "access_token");
        if (!answer.IsGood || token.Length == 0)
        {
            _tokenProblem = $"LS Securities gave no token ({Why(answer)}): look at the app key and its secret (without quotes), and whether the portal has it enabled.";
            return _tokenProblem;
        }

        try
        {
            _token.Renew(token);
        }
        catch (ArgumentException)
        {
            return _tokenProblem = "LS Securities gave a token with characters that no token has.";
        }

        (_tokenUntil, _tokenProblem) = (EndOfToken(now), "");
        return "";
    }

    private HttpRequestMessage TokenQuestion(AppCredentials app) => new(HttpMethod.Post, _terms.RestAddressOf("/oauth2/token"))
    {
        Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("appkey", app.Key), new("appsecretkey", app.Secret), new("scope", "oob")]),
    };

    private HttpRequestMessage Question(string path)
    {
        var (address, code, fields) = (path, "", new Dictionary<string, string>());
        var query = path.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0)
        {
            address = path[..query];
            foreach (var pair in path[(query + 1)..].Split('&'))
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                var (name, value) = equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
                if (name == "tr_cd")
                    code = value;
                else
                    fields[name] = value;
            }
        }

        var message = new HttpRequestMessage(HttpMethod.Post, _terms.RestAddressOf(address))
        {
            Content = new StringContent(Block(code, fields), Encoding.UTF8, "application/json"),
        };
        message.Headers.TryAddWithoutValidation("authorization", "Bearer " + _token.Text);
        message.Headers.TryAddWithoutValidation("tr_cd", code);
        message.Headers.TryAddWithoutValidation("tr_cont", "N");
        message.Headers.TryAddWithoutValidation("tr_cont_key", "");
        return message;
    }

    private static string Block(string code, Dictionary<string, string> fields)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartObject(code + "InBlock");
            foreach (var (name, value) in fields)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private async ValueTask<RestAnswer> PostAsync(Func<HttpRequestMessage> make, CancellationToken stop)
    {
        var wait = _next - _time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _time, stop).ConfigureAwait(false);
        _next = _time.GetUtcNow() + _pace;
        try
        {
            using var message = make();
            using var response = await _http.SendAsync(message, stop).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode)
                return new RestAnswer(status, body, TimeSpan.Zero, "");
            var isTooFast = CodeIn(body, "rsp_cd") == "IGW00201";
            return new RestAnswer(status, body, isTooFast ? _pace : TimeSpan.Zero, $"LS Securities answered {status.ToString(CultureInfo.InvariantCulture)} {CodeIn(body, "rsp_cd")}".TrimEnd() + ".");
        }
        catch (HttpRequestException broken)
        {
            return new RestAnswer(0, default, TimeSpan.Zero, RestProblem.Of(broken, _terms));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new RestAnswer(0, default, TimeSpan.Zero, $"LS Securities did not answer within {_http.Timeout.TotalSeconds:0} s.");
        }
    }

    private static string Why(in RestAnswer answer) => answer.Problem.Length > 0 ? answer.Problem.TrimEnd('.') : "its answer holds none";

    /// <summary>A string of an answer's object; empty where it has none, or is none.</summary>
    private static string CodeIn(ReadOnlyMemory<byte> body, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
