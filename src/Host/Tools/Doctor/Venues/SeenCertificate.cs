using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Rialto.Adapters.Connections;

namespace Rialto.Host.Tools.Doctor.Venues;

/// <summary>The certificate that a host showed, judged as a feed on the same way would, and remembered so that it can be told.</summary>
/// <param name="route">Whose certificates are believed.</param>
internal sealed class SeenCertificate(VenueRoute route)
{
    /// <summary>What is wrong with it; none where it is believed, or where none was shown.</summary>
    public SslPolicyErrors Errors { get; private set; }

    /// <summary>In the system's words.</summary>
    public string Why { get; private set; } = "";

    /// <summary>Good until then, by the local clock.</summary>
    public DateTime Until { get; private set; } = DateTime.MaxValue;

    /// <summary>Whom it is for.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The callback of TLS.</summary>
    public bool Look(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors found)
    {
        if (certificate is X509Certificate2 shown)
            (Until, Name) = (shown.NotAfter, shown.GetNameInfo(X509NameType.DnsName, forIssuer: false));
        if (route.Believes(certificate, chain, found))
            return true;
        (Errors, Why) = (found, chain?.ChainStatus.FirstOrDefault().StatusInformation?.Trim() ?? "");
        return false;
    }
}
