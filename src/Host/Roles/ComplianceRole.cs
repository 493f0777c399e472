using System.Globalization;
using Rialto.BackOffice.Compliance.Sanctions;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Host.Config;

namespace Rialto.Host.Roles;

/// <summary>The compliance desk of this process: its folder, the sanctions list, the provider.</summary>
internal sealed class ComplianceRole : IDisposable
{
    private readonly MasterKey _key;
    private readonly HttpKycProvider? _provider;

    /// <exception cref="IOException">The case book is damaged, or another process has it.</exception>
    /// <exception cref="InvalidDataException">An application does not decrypt, or the sanctions list cannot be read.</exception>
    public ComplianceRole(HostSettings settings)
    {
        Directory.CreateDirectory(settings.ComplianceFolder);
        var list = settings.Compliance.SanctionsList is { } path ? Load(path) : null;
        var signature = settings.Compliance.ProviderSecret is { } secret ? new ProviderSignature(secret) : null;
        _provider = settings.Compliance.ProviderUrl is { } url ? new HttpKycProvider(url, signature!) : null;
        _key = MasterKey.Open(settings.KeysFolder);
        try
        {
            Services = new ComplianceServices(new ComplianceDesk(settings.ComplianceFolder, _key, list is null ? null : (name, year) => Find(list, name, year), _provider, list: list is null ? "" : VersionOf(list), mostApplications: settings.Compliance.ApplicationsPerDay), signature);
        }
        catch
        {
            _key.Dispose();
            _provider?.Dispose();
            throw;
        }
    }

    /// <summary>Begins what is done beside requests. Once the exchange is open.</summary>
    public void Start() => Services.Desk.Start();

    /// <summary>What the gateways need of it.</summary>
    public ComplianceServices Services { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Services.Desk.Dispose();
        _provider?.Dispose();
        _key.Dispose();
    }

    // Another list, or names read otherwise: they are all looked up again.
    private static string VersionOf(SanctionsScreen screen) => string.Create(CultureInfo.InvariantCulture, $"{screen.List.Sha256}-{NameForm.Version}");

    private static SanctionsScreen Load(string path)
    {
        try
        {
            return new SanctionsScreen(SanctionsList.Load(path));
        }
        catch (SanctionsListException problem)
        {
            throw new InvalidDataException(problem.Message, problem);
        }
    }

    private static List<SanctionHit> Find(SanctionsScreen screen, string name, int? birthYear)
    {
        var hits = new List<SanctionHit>();
        if (!SanctionsScreen.ComparesAll(name))
            hits.Add(SanctionHit.NotInFull);
        if (NameForm.WordsOf(name).Length > 0)
            hits.AddRange(screen.Find(name, birthYear: birthYear).Select(match => new SanctionHit(match.Party.Uid.ToString(CultureInfo.InvariantCulture), match.Score)));
        return hits;
    }
}
