using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Runtime.Cryptography;

namespace Rialto.Gateways.Binance;

/// <summary>
/// Who sent a request: key, time window, signature, in this order. HMAC-SHA256 with the key's secret, in hexadecimal, or Ed25519, in base64, whichever the key is made for. As at Binance a request that is
/// sent twice within its window is carried out twice; what protects orders from that is their client order id. Any thread.
/// </summary>
internal sealed class BinanceAuthentication(KeyStore keys, TimeProvider clock)
{
    private const long UsualWindowUs = 5_000_000;
    private const long LongestWindowUs = 60_000_000;
    private const long AheadUs = 1_000_000;

    /// <summary>The key that is named; null where it is refused.</summary>
    /// <param name="id">Of the header X-MBX-APIKEY or the parameter apiKey.</param>
    /// <param name="wanted">What it must be allowed.</param>
    /// <param name="error">Why not.</param>
    public ApiKey? FindKey(string? id, Permissions wanted, out BinanceError? error)
    {
        error = null;
        if (string.IsNullOrEmpty(id))
        {
            error = BinanceError.KeyFormat;
            return null;
        }

        if (keys.Find(id) is { } key && key.May(wanted))
            return key;
        error = keys.Problem is null ? BinanceError.RejectedKey : BinanceError.Unavailable;
        return null;
    }

    /// <summary>Checks timestamp and recvWindow; null where they are right. Twice the same question may have two answers: time goes on.</summary>
    public BinanceError? CheckTime(BinanceParameters parameters)
    {
        if (parameters["timestamp"] is not { Length: > 0 } text || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !BinanceParameters.TryToMicroseconds(number, out var sent))
            return BinanceError.Missing("timestamp");
        var window = UsualWindowUs;
        if (parameters.Has("recvWindow"))
            window = parameters.Decimal("recvWindow", 3);
        if (parameters.Error is not null)
            return parameters.Error;
        if (window is < 0 or > LongestWindowUs)
            return new BinanceError(-1131, "recvWindow must be less than 60000");
        var now = (clock.GetUtcNow().UtcDateTime - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        if (sent >= now + AheadUs)
            return BinanceError.AheadOfServer;
        return now - sent > window ? BinanceError.OutsideRecvWindow : null;
    }

    /// <summary>Checks the signature of a text; null where it is right.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="signed">What was signed, as it was sent.</param>
    /// <param name="signature">Hexadecimal or base64, escapes undone.</param>
    public static BinanceError? CheckSignature(ApiKey key, ReadOnlySpan<byte> signed, string? signature)
    {
        if (string.IsNullOrEmpty(signature))
            return BinanceError.Missing("signature");
        return (key.HasPublicKey ? IsEd25519(key, signed, signature) : IsHmac(key, signed, signature)) ? null : BinanceError.InvalidSignature;
    }

    /// <summary>What a REST request signs: its query and its body, one behind the other as they were sent, without the parameter signature.</summary>
    public static byte[] SignedText(ReadOnlySpan<char> query, ReadOnlySpan<char> body)
    {
        var text = new StringBuilder(query.Length + body.Length);
        AppendUnsigned(text, query);
        AppendUnsigned(text, body);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>What a request of the WebSocket API signs: all parameters but the signature, sorted by name.</summary>
    public static byte[] SignedText(BinanceParameters parameters)
    {
        var sorted = parameters.All.Where(one => one.Name != "signature").OrderBy(one => one.Name, StringComparer.Ordinal);
        return Encoding.UTF8.GetBytes(string.Join('&', sorted.Select(one => one.Name + "=" + one.Value)));
    }

    private static bool IsHmac(ApiKey key, ReadOnlySpan<byte> signed, string signature)
    {
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> sent = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, signed, computed);
        return signature.Length == 2 * HMACSHA256.HashSizeInBytes
            && Convert.FromHexString(signature, sent, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(computed, sent);
    }

    private static bool IsEd25519(ApiKey key, ReadOnlySpan<byte> signed, string signature)
    {
        Span<byte> sent = stackalloc byte[Ed25519.SignatureBytes];
        // A plus sign that was not escaped has become a blank.
        return Convert.TryFromBase64String(signature.Replace(' ', '+'), sent, out var length) && length == sent.Length && Ed25519.Verify(key.PublicKey, signed, sent);
    }

    private static void AppendUnsigned(StringBuilder text, ReadOnlySpan<char> form)
    {
        var begin = text.Length;
        foreach (var range in form.Split('&'))
        {
            var pair = form[range];
            if (pair.IsEmpty || pair.StartsWith("signature="))
                continue;
            if (text.Length > begin)
                text.Append('&');
            text.Append(pair);
        }
    }
}
