using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rialto.Unit.Gateways;

/// <summary>A certificate for 127.0.0.1, localhost and a name that signs itself, as files of every kind an operator may have.</summary>
internal sealed class TestCertificate : IDisposable
{
    public const string Password = "correct horse";

    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-tls-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestCertificate(int validFromDays = -1, int validToDays = 30, string name = "")
    {
        var request = new CertificateRequest("CN=Rialto test", _key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        if (name.Length > 0)
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        Shown = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(validFromDays), DateTimeOffset.UtcNow.AddDays(validToDays));
        File.WriteAllBytes(Pfx, Shown.Export(X509ContentType.Pfx, Password));
        File.WriteAllText(Pem, Shown.ExportCertificatePem());
        File.WriteAllText(KeyPem, _key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(WholePem, Shown.ExportCertificatePem() + "\n" + _key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Garbage, "this is not a certificate");
    }

    public X509Certificate2 Shown { get; }

    public string Pfx => Path.Combine(_folder, "rialto.pfx");

    /// <summary>The certificate alone.</summary>
    public string Pem => Path.Combine(_folder, "rialto.pem");

    public string KeyPem => Path.Combine(_folder, "rialto.key");

    /// <summary>Certificate and key.</summary>
    public string WholePem => Path.Combine(_folder, "whole.pem");

    public string Garbage => Path.Combine(_folder, "garbage.pfx");

    /// <summary>For clients: this certificate and no other.</summary>
    public bool IsShown(X509Certificate? shown) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(Shown.RawDataMemory.Span);

    public void Dispose()
    {
        Shown.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
