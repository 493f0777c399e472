using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rialto.Load.Serving;

/// <summary>Signs requests as docs/reference/rest.md says; timestamps are nanoseconds and never repeat.</summary>
internal sealed class Signature(string secret)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);
    private long _last;

    /// <summary>Timestamp and signature of one request.</summary>
    public (string Timestamp, string Signature) Of(string method, string path, string body)
    {
        _last = Math.Max((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100, _last + 1);
        var timestamp = _last.ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{timestamp}\n{method}\n{path}\n{body}");
        return (timestamp, Convert.ToHexStringLower(HMACSHA256.HashData(_secret, signed)));
    }
}
