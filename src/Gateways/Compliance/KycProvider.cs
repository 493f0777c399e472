using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Rialto.Gateways.Compliance;

/// <summary>The provider will not look at this application as it is, however often it is asked.</summary>
public sealed class KycRefusedException(string message) : Exception(message);

/// <summary>Looks at applications somewhere else, and answers later over the webhook.</summary>
public interface IKycProvider
{
    /// <summary>Hands an application over. It may be handed over again with the same number and documents: the provider must not make two of it.</summary>
    /// <param name="application">What to look at.</param>
    /// <param name="read">The bytes of a document of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KycRefusedException">It will not be taken as it is.</exception>
    /// <exception cref="HttpRequestException">It was not taken; it may be another time.</exception>
    Task SubmitAsync(KycApplication application, Func<int, byte[]> read, CancellationToken cancellationToken);
}

/// <summary>
/// How requests to and from a provider are signed: <c>X-Rialto-Provider-Timestamp</c> has milliseconds since 1970, <c>X-Rialto-Provider-Signature</c> the HMAC-SHA256, in hexadecimal, of that text, a
/// line feed, and the body, with a secret that both know.
/// </summary>
public sealed class ProviderSignature(string secret, TimeProvider? time = null)
{
    /// <summary>Header of the time.</summary>
    public const string TimestampHeader = "X-Rialto-Provider-Timestamp";

    /// <summary>Header of the signature.</summary>
    public const string SignatureHeader = "X-Rialto-Provider-Signature";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The present time and the signature of a body at it.</summary>
    public (string Timestamp, string Signature) Sign(ReadOnlySpan<byte> body)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return (timestamp, Compute(timestamp, body));
    }

    /// <summary>True where both belong to the body and the time is now, give or take five minutes.</summary>
    public bool IsRight(string timestamp, string signature, ReadOnlySpan<byte> body)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) || signature.Length != 64
            || Math.Abs((decimal)ms - _time.GetUtcNow().ToUnixTimeMilliseconds()) > (decimal)Window.TotalMilliseconds)
            return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Compute(timestamp, body)), Encoding.UTF8.GetBytes(signature));
    }

    private string Compute(string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        hmac.AppendData(Encoding.ASCII.GetBytes(timestamp + "\n"));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}

/// <summary>
/// A provider at an address: applications go there as signed JSON with their documents in base64. The header <c>Idempotency-Key</c> is the same whenever the same is sent again. Of an answer the
/// status alone is looked at: its body is nobody's, and however long or slow it is, no more of it is taken from the network than keeps a usual connection usable.
/// </summary>
public sealed class HttpKycProvider(Uri address, ProviderSignature signature, HttpMessageHandler? handler = null) : IKycProvider, IDisposable
{
    private const int MostOfAnswerBytes = 64 << 10;

    private static readonly TimeSpan RestOfAnswer = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(handler ?? HandlerOf(), disposeHandler: handler is null) { Timeout = TimeSpan.FromSeconds(30) };

    /// <inheritdoc/>
    public async Task SubmitAsync(KycApplication application, Func<int, byte[]> read, CancellationToken cancellationToken)
    {
        var body = BodyOf(application, read);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var (timestamp, signed) = signature.Sign(body);
        content.Headers.Add(ProviderSignature.TimestampHeader, timestamp);
        content.Headers.Add(ProviderSignature.SignatureHeader, signed);
        content.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"kyc-{application.Id}-{application.Documents.Count}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (IsAboutTheApplication(answer.StatusCode))
            throw new KycRefusedException(string.Create(CultureInfo.InvariantCulture, $"It answered {(int)answer.StatusCode}."));
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // A body that is longer, or slower, ends its connection.
    private static SocketsHttpHandler HandlerOf() => new() { AllowAutoRedirect = false, MaxResponseDrainSize = MostOfAnswerBytes, ResponseDrainTimeout = RestOfAnswer };

    // Other answers from 400 to 499 are about the exchange (its secret, its address) or the moment: they would be the same for every application. So is 409: of an application
    // whose first sending timed out it says that it is there, or being looked at.
    private static bool IsAboutTheApplication(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;

    private static byte[] BodyOf(KycApplication application, Func<int, byte[]> read)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("application_id", application.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("name", application.Name);
            if (application.BirthDate is { } birthDate)
                json.WriteString("birth_date", birthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteString("country", application.Country);
            json.WriteString("tier", application.Tier.ToString().ToLowerInvariant());
            json.WriteStartArray("documents");
            foreach (var document in application.Documents)
            {
                json.WriteStartObject();
                json.WriteString("type", document.Type);
                json.WriteString("format", document.Format);
                json.WriteBase64String("content", read(document.Number));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
