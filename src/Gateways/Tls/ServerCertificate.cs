using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rialto.Gateways.Tls;

/// <summary>A certificate cannot be used; the message says why, as a sentence without its subject.</summary>
public sealed class CertificateException(string problem, bool isPassword, Exception? inner = null) : Exception(problem, inner)
{
    /// <summary>True where the password is what is wrong.</summary>
    public bool IsPassword { get; } = isPassword;
}

/// <summary>The certificate that listeners show, with its private key: PKCS#12, or PEM with the key in the same file or in one of its own.</summary>
public static class ServerCertificate
{
    // What the platforms answer to a wrong password of a PKCS#12 file: ERROR_INVALID_PASSWORD.
    private const int WrongPassword = unchecked((int)0x80070056);

    /// <summary>Reads and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyPath">PEM: file of the private key; empty where it is in the same file.</param>
    /// <param name="password">Of the PKCS#12 file, or of an encrypted PEM key; empty for none.</param>
    /// <param name="now">For its validity.</param>
    /// <exception cref="CertificateException">It cannot be read, has no private key, or is not valid now.</exception>
    public static X509Certificate2 Load(string path, string keyPath, string password, DateTimeOffset now)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = IsPem(path) ? LoadPem(path, keyPath, password) : X509CertificateLoader.LoadPkcs12FromFile(path, password);
        }
        catch (CryptographicException problem) when (problem.HResult == WrongPassword)
        {
            throw new CertificateException(password.Length == 0 ? $"is needed to open '{path}'" : $"does not open '{path}'", isPassword: true, problem);
        }
        catch (CryptographicException problem)
        {
            throw new CertificateException($"is neither PKCS#12 nor PEM with a private key that fits: '{path}' ({problem.Message})", isPassword: false, problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"cannot be read: {problem.Message}", isPassword: false, problem);
        }

        return Checked(certificate, path, now);
    }

    private static X509Certificate2 Checked(X509Certificate2 certificate, string path, DateTimeOffset now)
    {
        var problem = !certificate.HasPrivateKey ? $"has no private key: '{path}'"
            : now < certificate.NotBefore ? $"is not valid before {certificate.NotBefore.ToUniversalTime():u}: '{path}'"
            : now > certificate.NotAfter ? $"has expired on {certificate.NotAfter.ToUniversalTime():u}: '{path}'"
            : null;
        if (problem is null)
            return certificate;
        certificate.Dispose();
        throw new CertificateException(problem, isPassword: false);
    }

    private static bool IsPem(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4_096];
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)].IndexOf("-----BEGIN "u8) >= 0;
    }

    private static X509Certificate2 LoadPem(string path, string keyPath, string password)
    {
        var key = keyPath.Length == 0 ? null : keyPath;
        return password.Length == 0 ? X509Certificate2.CreateFromPemFile(path, key) : X509Certificate2.CreateFromEncryptedPemFile(path, password, key);
    }
}
