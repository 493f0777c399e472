using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rialto.Host.Tools.Client;

/// <summary>A key id and its secret; signs requests as docs/reference/rest.md says. Any thread.</summary>
internal sealed class Credentials(string keyId, string secret)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);
    private long _lastTimestamp;

    /// <summary>Public id of the key.</summary>
    public string KeyId { get; } = keyId;

    /// <summary>The secret's bytes, for protocols that sign something else.</summary>
    public ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Timestamp and signature of one request. Timestamps are nanoseconds and never repeat, so that equal requests have different signatures.</summary>
    /// <param name="method">In capitals.</param>
    /// <param name="pathAndQuery">As it will be sent.</param>
    /// <param name="body">Empty for none.</param>
    public (string Timestamp, string Signature) Sign(string method, string pathAndQuery, ReadOnlySpan<byte> body)
    {
        var timestamp = NextTimestamp().ToString(CultureInfo.InvariantCulture);
        var head = Encoding.UTF8.GetBytes($"{timestamp}\n{method}\n{pathAndQuery}\n");
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        hmac.AppendData(head);
        hmac.AppendData(body);
        return (timestamp, Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }

    private long NextTimestamp()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastTimestamp);
            var next = Math.Max((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100, last + 1);
            if (Interlocked.CompareExchange(ref _lastTimestamp, next, last) == last)
                return next;
        }
    }
}
