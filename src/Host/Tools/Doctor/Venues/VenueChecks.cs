using Rialto.Adapters.Connections;

namespace Rialto.Host.Tools.Doctor.Venues;

/// <summary>The venues that feeds come from, all looked at side by side within one bounded time.</summary>
internal static class VenueChecks
{
    /// <summary>Sockets of one process beside those of venues: files, listeners, tools.</summary>
    private const int OwnFiles = 200;

    /// <summary>As many symbols as a feed role is made for.</summary>
    private const int Listings = 1_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>All findings, in the order of the venues.</summary>
    /// <param name="venues">Which; none gives one line that says how to name some.</param>
    /// <param name="route">The way that their feeds would go.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<IReadOnlyList<Finding>> AllAsync(IReadOnlyList<VenueTerms> venues, VenueRoute route, CancellationToken stop)
    {
        if (venues.Count == 0)
            return [Finding.Skipped("venues", "none is set; --venues binance,okx looks at some, --venues all at all")];
        var probes = venues.Select(terms => new VenueProbe(terms, route, _patience)).ToList();
        var found = await Task.WhenAll(probes.Select(probe => probe.LookAsync(stop)));
        // One reason, told once: a machine without a network has no problem with each of sixteen venues.
        if (probes.Count > 1 && probes.TrueForAll(probe => !probe.HasNames))
            return [Finding.Warning("venues", $"offline: none of {probes.Count} venues has a name that this machine can resolve", "Feeds need a network; recordings do not ('rialto replay'). Check DNS (/etc/resolv.conf), the way out, and Feeds:Network where a proxy is needed."),
                .. venues.Select(terms => Finding.Skipped(terms.Name, "offline")), Files(venues)];
        return [.. found.SelectMany(findings => findings), Files(venues)];
    }

    /// <summary>The venues that a list of names means.</summary>
    /// <exception cref="ToolException">One that is not known; the message has those that are.</exception>
    public static IReadOnlyList<VenueTerms> Named(string names)
    {
        if (names == "all")
            return [.. VenueRegistry.Others];
        return [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => VenueRegistry.TryFind(name, out var terms)
            ? terms
            : throw new ToolException(ExitCode.Usage, $"--venues: '{name}' is not known; there are {string.Join(", ", VenueRegistry.All.Select(known => known.Name))}, and all."))];
    }

    /// <summary>Those that were named, each as the settings have it; where none was, those of the settings.</summary>
    public static IReadOnlyList<VenueTerms> Chosen(IReadOnlyList<VenueTerms> named, IReadOnlyList<VenueTerms> set) =>
        named.Count == 0 ? set : [.. named.Select(terms => set.FirstOrDefault(own => own.Name == terms.Name) ?? terms)];

    private static Finding Files(IReadOnlyList<VenueTerms> venues)
    {
        if (LimitChecks.OpenFiles() is not { } limit)
            return Finding.Skipped("open files, feeds", "this system does not tell its limit");
        var sockets = venues.Sum(terms => (Listings / venues.Count + terms.SymbolsPerSocket - 1) / terms.SymbolsPerSocket * terms.Sockets.Count);
        var wanted = sockets + OwnFiles;
        var text = $"{LimitChecks.Text(limit)} (ulimit -n); {Listings} symbols would need {wanted}";
        return limit < wanted
            ? Finding.Warning("open files, feeds", text, $"Raise it (ulimit -n {wanted}, LimitNOFILE= of a systemd unit), or set more SymbolsPerSocket.")
            : Finding.Ok("open files, feeds", text);
    }
}
