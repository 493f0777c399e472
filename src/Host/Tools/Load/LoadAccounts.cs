using System.Globalization;
using System.Net;
using Rialto.Gateways.Auth;
using Rialto.Host.Tools.Client;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Host.Tools.Load;

/// <summary>
/// Accounts of a load: users load-1, load-2 and so on, each with a key for this run only, an account, and money enough. What is there already is used as it is, so that a
/// second run makes no new ones; deposits have references and happen once.
/// </summary>
/// <param name="connection">The tool's own, whose key may administrate and operate.</param>
/// <param name="store">Keys of the exchange, which runs on this machine.</param>
internal sealed class LoadAccounts(Connection connection, KeyStore store) : IDisposable
{
    private const string Cash = "LOAD-CASH";
    private const string Goods = "LOAD-GOODS";

    // Prices have two decimals, quantities none.
    private const int PriceScale = 2;
    private const string Money = "1000000000000";

    // Requests of different accounts that are on their way together.
    private const int AtOnce = 8;

    // A running exchange looks for new keys once a second.
    private const int PatienceMs = 30_000;

    private readonly RestClient _client = new(connection);
    private readonly List<Connection> _accounts = [];
    private readonly List<string> _keys = [];

    /// <summary>A connection for each account.</summary>
    public IReadOnlyList<Connection> Connections => _accounts;

    /// <summary>Defines the assets and so many settled instruments, where they are missing, and finds them.</summary>
    public async Task<List<Instrument>> DefineAsync(int count, CancellationToken stop)
    {
        var codes = (await _client.GetAsync("/api/v1/assets", stop)).OrThrow().Root.Items("assets").Select(asset => asset.Cell("code")).ToHashSet();
        foreach (var (code, scale) in ((string, int)[])[(Cash, PriceScale), (Goods, 0)])
        {
            if (!codes.Contains(code))
                await PostAsync("/api/v1/assets", json => { json.WriteString("code", code); json.WriteNumber("scale", scale); }, stop);
        }

        var instruments = new List<Instrument>();
        for (var number = 1; number <= count; number++)
        {
            var wanted = new Instrument(
                default, Text36.Of($"LOAD-{number}"), PriceScale, 0, PriceScale, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));
            var known = await _client.FindInstrumentAsync(wanted.Symbol.ToString(), stop);
            instruments.Add(known?.Instrument ?? await _client.DefineInstrumentAsync(wanted, (Goods, Cash), stop));
        }

        return instruments;
    }

    /// <summary>Makes keys, accounts and deposits for so many.</summary>
    /// <param name="count">How many.</param>
    /// <param name="made">Told how many there are, after each; any thread.</param>
    /// <param name="stop">Ends it.</param>
    public async Task OpenAsync(int count, Action<long> made, CancellationToken stop)
    {
        string[] users = [.. Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"load-{number}"))];
        var keys = store.Create(users, Permissions.Read | Permissions.Trade);
        _keys.AddRange(keys.Select(key => key.Key.Id));
        _accounts.AddRange(keys.Select(key => connection with { Key = new Credentials(key.Key.Id, key.Secret) }));
        var ready = 0L;
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (user, token) =>
        {
            if ((await _client.SignedAsync(HttpMethod.Get, $"/api/v1/accounts/{user}", null, token)).Status == HttpStatusCode.NotFound)
                await PostAsync("/api/v1/accounts", json => json.WriteString("user_id", user), token);
            foreach (var asset in (string[])[Cash, Goods])
            {
                await PostAsync($"/api/v1/users/{user}/deposit", json =>
                {
                    json.WriteString("asset", asset);
                    json.WriteString("amount", Money);
                    json.WriteString("reference", $"load-{asset}");
                }, token);
            }

            made(Interlocked.Increment(ref ready));
        });
        await UntilKnownAsync(_accounts[^1], stop);
    }

    /// <summary>Cancels whatever the accounts have in the market.</summary>
    public Task CancelAsync() => Parallel.ForEachAsync(_accounts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (account, _) =>
    {
        using var client = new RestClient(account, _client);
        (await client.SignedAsync(HttpMethod.Delete, "/api/v1/orders", null, CancellationToken.None)).OrThrow();
    });

    /// <summary>The keys of this run are good for nothing any more.</summary>
    public void Dispose()
    {
        if (_keys.Count > 0)
            store.Revoke(_keys);
        _client.Dispose();
        store.Dispose();
    }

    private async Task PostAsync(string path, Action<System.Text.Json.Utf8JsonWriter> body, CancellationToken stop) =>
        (await _client.SignedAsync(HttpMethod.Post, path, JsonBody.Of(body), stop)).OrThrow();

    private async Task UntilKnownAsync(Connection account, CancellationToken stop)
    {
        using var client = new RestClient(account, _client);
        for (var waited = 0; ; waited += 200)
        {
            var reply = await client.SignedAsync(HttpMethod.Get, "/api/v1/orders?limit=1", null, stop);
            if (reply.IsSuccess)
                return;
            if (reply.Status != HttpStatusCode.Unauthorized || waited >= PatienceMs)
                reply.OrThrow();
            await Task.Delay(200, stop);
        }
    }
}
