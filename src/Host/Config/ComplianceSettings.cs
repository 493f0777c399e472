using Rialto.Gateways.Compliance;

namespace Rialto.Host.Config;

/// <summary>The section <c>Compliance</c>.</summary>
/// <param name="SanctionsList">File of the sanctions list that names of applications are looked up in; null: none.</param>
/// <param name="ProviderUrl">Where applications are sent to be looked at; null: nowhere, operators decide.</param>
/// <param name="ProviderSecret">Signs what goes there and what comes back; null where there is no provider.</param>
/// <param name="ApplicationsPerDay">How many applications a customer may send within 24 hours.</param>
internal sealed record ComplianceSettings(string? SanctionsList, Uri? ProviderUrl, string? ProviderSecret, int ApplicationsPerDay = ComplianceDesk.UsualApplications)
{
    private const int ShortestSecret = 16;

    public static ComplianceSettings Read(SettingsReader reader)
    {
        var (list, url, secret) = (reader.OptionalText("Compliance:SanctionsList"), reader.OptionalText("Compliance:ProviderUrl"), reader.OptionalSecret("Compliance:ProviderSecret"));
        if (list is not null && !File.Exists(list))
            reader.Refuse("Compliance:SanctionsList", $"names no file: '{list}'");
        Uri? address = null;
        if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out address) || !(address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback))))
            reader.Refuse("Compliance:ProviderUrl", $"must be an address such as https://provider.example/applications (http only on this machine: documents go there), not '{url}'");
        if (url is not null && secret is not { Length: >= ShortestSecret })
            reader.Refuse("Compliance:ProviderSecret", $"must have at least {ShortestSecret} characters where there is a ProviderUrl");
        return new ComplianceSettings(list, address, secret, reader.Number("Compliance:ApplicationsPerDay", ComplianceDesk.UsualApplications, 1, 1_000));
    }
}
