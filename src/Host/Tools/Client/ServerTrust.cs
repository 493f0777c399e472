using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rialto.Host.Tools.Client;

/// <summary>
/// Which certificate of an exchange its tools believe: one that this machine trusts for the name asked for; one that is signed by a certificate named with
/// <c>--ca</c>; or exactly one of those, whatever its name, as the one that <c>rialto up</c> leaves in client.json.
/// </summary>
internal sealed class ServerTrust
{
    private readonly X509Certificate2Collection _known = [];

    /// <summary>What this machine trusts, and nothing else.</summary>
    public static ServerTrust Machine { get; } = new();

    /// <summary>Also the certificates of a file (PEM, or one in DER).</summary>
    /// <exception cref="ToolException">The file cannot be read.</exception>
    public static ServerTrust FromFile(string path)
    {
        try
        {
            var trust = new ServerTrust();
            if (File.ReadAllText(path).Contains("-----BEGIN CERTIFICATE", StringComparison.Ordinal))
                trust._known.ImportFromPemFile(path);
            else
                trust._known.Add(X509CertificateLoader.LoadCertificateFromFile(path));
            return trust;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ToolException(ExitCode.Usage, $"--ca: '{path}' cannot be read as certificates: {problem.Message}", inner: problem);
        }
    }

    /// <summary>Also exactly the certificate in this text.</summary>
    public static ServerTrust FromPem(string pem)
    {
        var trust = new ServerTrust();
        trust._known.ImportFromPem(pem);
        return trust;
    }

    /// <summary>For TLS clients.</summary>
    public SslClientAuthenticationOptions For(string host) => new() { TargetHost = host, RemoteCertificateValidationCallback = (_, shown, chain, errors) => Believes(shown, chain, errors) };

    private bool Believes(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (shown is not X509Certificate2 certificate || _known.Count == 0)
            return false;
        if (_known.Any(known => known.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors)
            return false;
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.CustomTrustStore.AddRange(_known);
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
            ours.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        return ours.Build(certificate);
    }
}
