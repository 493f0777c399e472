using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Rialto.Gateways.Tls;
using Rialto.Host.Config;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools.Doctor;

/// <summary>Whether the configured ports are free, or taken by the exchange of this folder; and how long the certificate lives.</summary>
internal static class PortChecks
{
    private const int CertificateDays = 21;

    public static IEnumerable<Finding> All(HostSettings settings, ClientProfile? profile, bool isRunning)
    {
        var (http, native, fix) = (settings.Gateways.Http, settings.Gateways.Native, settings.Gateways.Fix);
        yield return Port("port, REST", http.Address, http.Port, isRunning ? profile?.Url : null);
        if (native.Enabled)
            yield return Port("port, native", native.Address, native.Port, isRunning ? profile?.Native : null);
        if (fix.Enabled)
            yield return Port("port, FIX", fix.Address, fix.Port, isRunning ? profile?.Fix : null);
        if (http.CertificatePath.Length > 0 && Certificate(settings) is { } finding)
            yield return finding;
    }

    private static Finding Port(string check, string address, int port, string? ours)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        if (port == 0)
            return Finding.Ok(check, $"{endPoint}: the system chooses one");
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endPoint);
            socket.Listen();
            return Finding.Ok(check, $"{endPoint} is free");
        }
        catch (SocketException problem)
        {
            if (ours?.EndsWith($":{port}", StringComparison.Ordinal) == true)
                return Finding.Ok(check, $"{endPoint} is used by the exchange of this folder");
            return problem.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? Finding.Problem(check, $"{endPoint} is used by another process", $"'ss -ltnp | grep {port}' names it; or choose another port.")
                : Finding.Problem(check, $"{endPoint}: {problem.Message}", "The address must be one of this machine's, and ports below 1024 need a privilege.");
        }
    }

    // One that cannot be read is a finding of the configuration already.
    private static Finding? Certificate(HostSettings settings)
    {
        var http = settings.Gateways.Http;
        try
        {
            using X509Certificate2 certificate = ServerCertificate.Load(http.CertificatePath, http.CertificateKeyPath, http.CertificatePassword, DateTimeOffset.UtcNow);
            var text = $"{certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)}, until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}";
            return (certificate.NotAfter - DateTime.Now).TotalDays < CertificateDays
                ? Finding.Warning("certificate", text, "Renew it soon; a new one is read at the next start.")
                : Finding.Ok("certificate", text);
        }
        catch (CertificateException)
        {
            return null;
        }
    }
}
