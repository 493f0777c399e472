using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rialto.Adapters.Connections;

/// <summary>
/// Kalshi: RSA-PSS with SHA-256 over time in milliseconds, method and path, without query and host (<c>1703123456789GET/trade-api/ws/v2</c>). Sockets need it for public channels too;
/// public REST does without.
/// </summary>
public sealed class KalshiSigner : IRequestSigner, IDisposable
{
    private readonly string _keyId;
    private readonly RSA _key;
    private readonly Lock _lock = new();

    /// <summary>Takes a key.</summary>
    /// <param name="keyId">The venue's number of the key, a UUID.</param>
    /// <param name="key">The private key; disposed with the signer.</param>
    public KalshiSigner(string keyId, RSA key)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        ArgumentNullException.ThrowIfNull(key);
        (_keyId, _key) = (keyId, key);
    }

    /// <summary>Reads the private key from PEM text.</summary>
    /// <exception cref="ArgumentException">No private RSA key in PEM, or one that is encrypted.</exception>
    public static KalshiSigner FromPem(string keyId, string pem)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            _ = key.ExportParameters(includePrivateParameters: true);
            return new KalshiSigner(keyId, key);
        }
        catch (CryptographicException problem)
        {
            key.Dispose();
            throw new ArgumentException("holds no private RSA key", nameof(pem), problem);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Sign(string method, Uri address, DateTimeOffset now, ICollection<KeyValuePair<string, string>> headers)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(headers);
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature;
        lock (_lock)
            signature = _key.SignData(Encoding.UTF8.GetBytes($"{time}{method}{address.AbsolutePath}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        headers.Add(new("KALSHI-ACCESS-KEY", _keyId));
        headers.Add(new("KALSHI-ACCESS-TIMESTAMP", time));
        headers.Add(new("KALSHI-ACCESS-SIGNATURE", Convert.ToBase64String(signature)));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
