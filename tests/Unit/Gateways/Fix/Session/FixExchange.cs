using Rialto.Gateways;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>A whole exchange with a FIX listener on a port the system chose.</summary>
internal sealed class FixExchange : IAsyncDisposable
{
    private readonly string _folder;

    private FixExchange(RunningExchange exchange, string folder)
    {
        Exchange = exchange;
        _folder = folder;
    }

    public RunningExchange Exchange { get; }

    /// <summary>Where sessions are kept.</summary>
    public string Folder => Path.Combine(_folder, "fix");

    /// <param name="configure">Settings.</param>
    /// <param name="killed">What another exchange left behind; null for a new one.</param>
    /// <param name="faults">What goes wrong on purpose; null for nothing.</param>
    public static async Task<FixExchange> StartAsync(Action<GatewayOptions>? configure = null, FixRemains? killed = null, FaultMode? faults = null)
    {
        var folder = killed?.Folder ?? Directory.CreateTempSubdirectory("rialto-fix-").FullName;
        var exchange = await RunningExchange.StartAsync(options =>
        {
            options.Fix.Enabled = true;
            options.Fix.Port = 0;
            options.Fix.Folder = Path.Combine(folder, "fix");
            options.Fix.LogonTimeoutMs = 600_000;
            configure?.Invoke(options);
        }, killed?.Journal, keys: Path.Combine(folder, "keys"), faults: faults);
        return new FixExchange(exchange, folder);
    }

    /// <summary>A new key of a user.</summary>
    public CreatedKey Key(string user = "alice") => Exchange.Keys.Create(user, Permissions.Read | Permissions.Trade);

    public async ValueTask DisposeAsync()
    {
        await Exchange.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
