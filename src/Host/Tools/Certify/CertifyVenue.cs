using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;
using Rialto.Host.Config;
using Rialto.Host.Roles;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools.Certify;

/// <summary>
/// The exchange that a bot is certified against: in this process, in a folder of its own that goes with it, with every door open on a port that the system chose. It has play money, a key for the bot and one for
/// the load generator, and the fault-injecting mode with a witness. Orders may be asked for on any thread; starting and stopping is one thread's.
/// </summary>
internal sealed class CertifyVenue : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-certify-").FullName;
    private readonly KeyStore _keys;
    private readonly CreatedKey _bot;
    private readonly CreatedKey _generator;
    private readonly long _beganNs;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, BotOrder> _orders = [];
    private readonly Dictionary<string, int> _ports = [];
    private volatile ExchangeRole? _role;

    /// <summary>Makes folder and keys; nothing runs yet.</summary>
    public CertifyVenue()
    {
        _keys = KeyStore.Open(Path.Combine(_folder, "keys"));
        _bot = _keys.Create("bot", Permissions.Read | Permissions.Trade);
        _generator = _keys.Create("load-generator", Permissions.Read | Permissions.Trade);
        Watch = new CertifyWatch();
        Mode = new FaultMode(FaultProfile.None, witness: Watch);
        _beganNs = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        Mode.Spare(_generator.Key.Id);
    }

    /// <summary>Injects, scenario by scenario.</summary>
    public FaultMode Mode { get; }

    /// <summary>What was seen.</summary>
    public CertifyWatch Watch { get; }

    /// <summary>The load generator's way in.</summary>
    public Connection Generator => new(new Uri(_role!.Gateways.HttpUrl), null, new Credentials(_generator.Key.Id, _generator.Secret));

    /// <summary>What a bot must know, as variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["RIALTO_URL"] = _role!.Gateways.HttpUrl,
        ["RIALTO_WS_URL"] = _role.Gateways.HttpUrl.Replace("http", "ws", StringComparison.Ordinal) + "/ws",
        ["RIALTO_BINANCE_URL"] = _role.Gateways.BinanceUrl!,
        ["RIALTO_FIX"] = _role.Gateways.FixEndpoint!.ToString(),
        ["RIALTO_NATIVE"] = _role.Gateways.NativeEndpoint!.ToString(),
        ["RIALTO_KEY"] = _bot.Key.Id,
        ["RIALTO_SECRET"] = _bot.Secret,
        ["RIALTO_SYMBOL"] = LoadGenerator.Symbol,
        ["RIALTO_BINANCE_SYMBOL"] = LoadGenerator.Symbol.Replace("-", string.Empty, StringComparison.Ordinal),
    };

    /// <summary>Opens the doors; the same ones again after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        var sources = new SettingSources();
        void Set(string key, string value) => sources.Set(key, value, "rialto certify");
        Set("Data:Directory", _folder);
        Set("Journal:Durability", "os");
        Set("Fix:Enabled", "true");
        // Its own limits are not what is tried here.
        Set("Binance:WeightPerMinute", "1000000");
        Set("Binance:OrdersPerTenSeconds", "1000000");
        foreach (var section in (string[])["Http", "Native", "Binance", "Fix"])
            Set($"{section}:Port", _ports.GetValueOrDefault(section).ToString(CultureInfo.InvariantCulture));
        var reader = new SettingsReader(sources);
        var settings = HostSettings.Read(reader);
        reader.ThrowIfRefused();
        var limits = ExchangeIdentity.Settle(_folder, settings.Limits, _ => false);
        _role = new ExchangeRole(settings, limits, _keys, NullLoggerFactory.Instance, faults: Mode);
        await _role.StartAsync(static _ => { }, static _ => { }, stop);
        _ports["Http"] = new Uri(_role.Gateways.HttpUrl).Port;
        _ports["Binance"] = new Uri(_role.Gateways.BinanceUrl!).Port;
        _ports["Native"] = _role.Gateways.NativeEndpoint!.Port;
        _ports["Fix"] = _role.Gateways.FixEndpoint!.Port;
    }

    /// <summary>Closes the doors and the journal.</summary>
    public async Task StopAsync()
    {
        await _role!.StopAsync();
        await _role.DisposeAsync();
        _role = null;
    }

    /// <summary>All orders of the bot that the exchange has taken so far, as its events tell them.</summary>
    public async Task<IReadOnlyList<BotOrder>> OrdersAsync()
    {
        var owner = _keys.OwnerOf(_bot.Key.UserName)!.Value;
        var now = await _role!.Gateways.Services.FanOut.AskAsync(
            views =>
            {
                var orders = new List<BotOrder>();
                for (var order = views.Orders.Live(owner)?.First; order is not null; order = order.OwnerNext)
                    orders.Add(BotOrder.Of(in order.Picture, _beganNs));
                for (var order = views.Orders.Finished(owner)?.First; order is not null; order = order.OwnerNext)
                    orders.Add(BotOrder.Of(in order.Picture, _beganNs));
                return orders;
            },
            CancellationToken.None);
        lock (_gate)
        {
            foreach (var order in now)
                _orders[order.Id] = order;
            return [.. _orders.Values.OrderBy(order => order.Id)];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_role is not null)
            await StopAsync();
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
