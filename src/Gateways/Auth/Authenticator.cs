using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Auth;

/// <summary>What the check of a signed request gave.</summary>
/// <param name="Key">Whose it is; null where it is refused.</param>
/// <param name="Reason">Why it is refused.</param>
/// <param name="Detail">The same in words; never says which of key and signature was wrong.</param>
/// <param name="RetryAfterMs">Of RateLimited: when to come again.</param>
/// <param name="WaitMs">How long until the clock reaches the request's timestamp; nothing of it may be done before.</param>
/// <param name="Remaining">How many more requests of the key may come at once; negative where no key was found, and so no rate.</param>
internal readonly record struct AuthResult(ApiKey? Key, RejectReason Reason, string Detail, long RetryAfterMs = 0, int WaitMs = 0, int Remaining = -1)
{
    public static AuthResult Refused(string detail) => new(null, RejectReason.Unauthorized, detail);
}

/// <summary>
/// Checks signed requests: key, time window, signature, replay, rate. Any thread. Signatures seen are forgotten with the process, so one from before a start is
/// refused, and one from the future is held (<see cref="AuthResult.WaitMs"/>) until the clock reaches it: whatever was done by a process had a timestamp
/// before its end, and so before the next one's start.
/// </summary>
internal sealed class Authenticator(KeyStore keys, AuthOptions options, TimeProvider time)
{
    private const string UnknownOrUnfit = "The key is unknown or the signature does not fit.";
    private const string KeysUnreadable = "The exchange cannot read its keys.";

    // A signature is valid from AheadMs before its timestamp to WindowMs after it.
    private readonly ReplayCache _seen = new(options.ReplayCacheSize, options.AheadMs + (long)options.WindowMs);
    private readonly long _startedMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly ConcurrentDictionary<string, TokenBucket> _rates = new(StringComparer.Ordinal);

    /// <summary>How many requests of one key may come at once, as text for a header.</summary>
    public string Burst { get; } = options.RequestBurst.ToString(CultureInfo.InvariantCulture);

    public AuthResult Check(string? keyId, string? timestamp, string? signature, string method, string pathAndQuery, ReadOnlySpan<byte> body)
    {
        Span<byte> sent = stackalloc byte[RequestSignature.SizeBytes];
        Span<byte> computed = stackalloc byte[RequestSignature.SizeBytes];
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (FaultOf(keyId, timestamp, signature, nowMs, sent, out var sentMs) is { } fault)
            return AuthResult.Refused(fault);

        // An unknown key costs the same work as a known one.
        var key = keys.Find(keyId!);
        RequestSignature.Compute(key is null ? "no such key"u8 : key.Secret, timestamp, method, pathAndQuery, body, computed);
        return Admit(key, sent, computed, sentMs, nowMs);
    }

    /// <summary>
    /// What can be said before a body is read: the headers are there and in form, the time is now, and there is such a key. It proves nothing, takes nothing of the key's rate, and makes no signature
    /// used; <see cref="Check"/> comes after it.
    /// </summary>
    public (ApiKey? Key, RejectReason Reason, string Detail) CheckHeaders(string? keyId, string? timestamp, string? signature)
    {
        Span<byte> sent = stackalloc byte[RequestSignature.SizeBytes];
        if (FaultOf(keyId, timestamp, signature, time.GetUtcNow().ToUnixTimeMilliseconds(), sent, out _) is { } fault)
            return (null, RejectReason.Unauthorized, fault);
        if (keys.Find(keyId!) is { } key)
            return (key, RejectReason.None, string.Empty);
        return keys.Problem is null ? (null, RejectReason.Unauthorized, UnknownOrUnfit) : (null, RejectReason.NotReady, KeysUnreadable);
    }

    /// <summary>The same for a protocol that signs bytes of its own.</summary>
    public AuthResult CheckBytes(string keyId, long sentMs, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (nowMs - sentMs > options.WindowMs || sentMs - nowMs > options.AheadMs || sentMs < _startedMs)
            return AuthResult.Refused("The timestamp is outside the window, or before the exchange started.");
        Span<byte> computed = stackalloc byte[RequestSignature.SizeBytes];
        var key = keys.Find(keyId);
        HMACSHA256.HashData(key is null ? "no such key"u8 : key.Secret, signed, computed);
        return Admit(key, signature, computed, sentMs, nowMs);
    }

    /// <summary>Takes more of a key's rate for a request that was admitted and stands for several; otherwise false, and when to come again.</summary>
    public bool TryCharge(ApiKey key, int count, out long retryAfterMs)
    {
        retryAfterMs = 0;
        if (!_rates.TryGetValue(key.Id, out var bucket) || bucket.TryTakeMore(time.GetElapsedTime(0).Ticks, count, out var retryAfter))
            return true;
        retryAfterMs = (retryAfter / TimeSpan.TicksPerMillisecond) + 1;
        return false;
    }

    /// <summary>Waits until the clock has reached an admitted request's timestamp.</summary>
    public Task HoldAsync(in AuthResult admitted, CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(admitted.WaitMs), time, cancellationToken);

    private AuthResult Admit(ApiKey? key, ReadOnlySpan<byte> sent, ReadOnlySpan<byte> computed, long sentMs, long nowMs)
    {
        if (!CryptographicOperations.FixedTimeEquals(sent, computed) || key is null)
            return key is null && keys.Problem is not null ? new AuthResult(null, RejectReason.NotReady, KeysUnreadable) : AuthResult.Refused(UnknownOrUnfit);

        var bucket = _rates.GetOrAdd(key.Id, static (_, rates) => new TokenBucket(rates.RequestsPerSecond, rates.RequestBurst, TimeSpan.TicksPerSecond), options);
        if (!bucket.TryTake(time.GetElapsedTime(0).Ticks, out var retryAfter, out var remaining))
            return new AuthResult(null, RejectReason.RateLimited, "The key sends more requests than it may.", retryAfter / TimeSpan.TicksPerMillisecond + 1, Remaining: 0);
        return _seen.Check(computed, nowMs) switch
        {
            ReplayCache.Verdict.Fresh => new AuthResult(key, RejectReason.None, string.Empty, WaitMs: sentMs > nowMs ? (int)(sentMs - nowMs) + 1 : 0, Remaining: remaining),
            ReplayCache.Verdict.Replayed => new AuthResult(null, RejectReason.SignatureUsed, "The signature was used before: the same request has come already, and what became of it was answered there. Sign anew, with a newer timestamp."),
            _ => new AuthResult(null, RejectReason.RateLimited, "The exchange remembers as many signatures as it can.", options.AheadMs + (long)options.WindowMs, Remaining: 0),
        };
    }

    /// <summary>What is wrong with the headers alone; null for nothing.</summary>
    private string? FaultOf(string? keyId, string? timestamp, string? signature, long nowMs, Span<byte> sent, out long sentMs)
    {
        sentMs = 0;
        if (string.IsNullOrEmpty(keyId) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
            return $"The headers {RequestSignature.KeyHeader}, {RequestSignature.TimestampHeader} and {RequestSignature.SignatureHeader} are needed.";
        if (!TryReadMilliseconds(timestamp, out sentMs))
            return "The timestamp is not Unix time in 13 (milli), 16 (micro) or 19 (nanoseconds) digits.";
        if (nowMs - sentMs > options.WindowMs)
            return string.Create(CultureInfo.InvariantCulture, $"The timestamp is {nowMs - sentMs} ms behind the exchange's clock; {options.WindowMs} are allowed.");
        if (sentMs - nowMs > options.AheadMs)
            return string.Create(CultureInfo.InvariantCulture, $"The timestamp is {sentMs - nowMs} ms ahead of the exchange's clock; {options.AheadMs} are allowed.");
        if (sentMs < _startedMs)
            return "The request was signed before the exchange started; sign again.";
        return signature.Length == 2 * RequestSignature.SizeBytes
            && Convert.FromHexString(signature, sent, out _, out var written) == System.Buffers.OperationStatus.Done && written == sent.Length
            ? null : "The signature is not 64 hexadecimal digits.";
    }

    private static bool TryReadMilliseconds(string timestamp, out long milliseconds)
    {
        milliseconds = 0;
        if (timestamp.AsSpan().ContainsAnyExceptInRange('0', '9') || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        milliseconds = timestamp.Length switch
        {
            13 => number,
            16 => number / 1_000,
            19 => number / 1_000_000,
            _ => 0,
        };
        return milliseconds != 0;
    }
}
