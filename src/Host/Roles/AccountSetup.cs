using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Host.Config;
using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Roles;

/// <summary>Something that a start brings into being, by commands one after the other.</summary>
/// <param name="Setting">The setting it comes from, for problems.</param>
/// <param name="Commands">What is sent.</param>
internal sealed record SetupStep(string Setting, IReadOnlyList<Command> Commands);

/// <summary>An account that a start made.</summary>
/// <param name="User">Whose.</param>
/// <param name="Opening">What it was paid in with, as <c>1000.00 USDT</c>.</param>
internal sealed record OpenedAccount(string User, IReadOnlyList<string> Opening);

/// <summary>
/// Brings the configured assets and accounts into being, as <see cref="InstrumentSetup"/> does instruments: what the exchange knows stays as it is. Made while the exchange stands still after recovery.
/// In development an exchange that begins without any configuration gets assets, and everybody with a key gets play money.
/// </summary>
internal sealed class AccountSetup
{
    private readonly Dictionary<string, Asset> _assets = new(StringComparer.Ordinal);
    private readonly List<SetupStep> _assetSteps = [];
    private readonly List<SetupStep> _accountSteps = [];
    private readonly List<OpenedAccount> _opened = [];
    private readonly List<SettingProblem> _problems = [];

    /// <param name="state">What the exchange knows.</param>
    /// <param name="settings">What the configuration asks for.</param>
    /// <param name="keys">Gives users their owner numbers.</param>
    /// <param name="isNew">True where the exchange knows nothing but what a first start in development makes.</param>
    public AccountSetup(AccountsState state, HostSettings settings, KeyStore keys, bool isNew)
    {
        var isPlain = settings.Development && isNew && settings.Instruments.Count == 0 && settings.Assets.Count == 0 && settings.Accounts.Count == 0;
        foreach (var books in state.Assets)
            _assets.Add(books.Asset.Code.ToString(), books.Asset);
        var nextId = state.Assets.Count == 0 ? 1 : state.Assets[^1].Asset.Id.Value + 1;
        foreach (var wanted in isPlain ? AssetSettings.Development : settings.Assets)
        {
            var code = wanted.Code.ToString();
            if (_assets.TryGetValue(code, out var known))
            {
                if (known.Scale != wanted.Scale)
                    _problems.Add(new SettingProblem($"Assets ({code})", "configuration", $"has a scale of {wanted.Scale}, the exchange defined it with {known.Scale} for ever"));
                continue;
            }

            var asset = new Asset(new AssetId(nextId++), wanted.Code, wanted.Scale);
            _assets.Add(code, asset);
            _assetSteps.Add(new SetupStep($"Assets ({code})", [Command.DefineAsset(asset)]));
        }

        foreach (var wanted in isPlain ? Players(keys) : settings.Accounts)
            Add(wanted, state, keys);
    }

    /// <summary>Assets that are not known yet; before the instruments.</summary>
    public IReadOnlyList<SetupStep> Assets => _assetSteps;

    /// <summary>Accounts that are not there yet, and what they begin with; after the assets.</summary>
    public IReadOnlyList<SetupStep> Accounts => _accountSteps;

    /// <summary>The accounts that are made.</summary>
    public IReadOnlyList<OpenedAccount> Opened => _opened;

    /// <summary>What cannot be.</summary>
    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>An asset, known or about to be defined, that an instrument settles in; none for null. One of a code that there is not is a problem.</summary>
    public AssetId AssetOf(string? code, Text36 symbol)
    {
        if (code is null)
            return AssetId.None;
        if (_assets.TryGetValue(code, out var asset))
            return asset.Id;
        _problems.Add(new SettingProblem($"Instruments ({symbol})", "configuration", $"names an asset that is not under Assets: '{code}'"));
        return AssetId.None;
    }

    // Without any key the first one will be dev's; its account waits for it.
    private static IEnumerable<AccountSettings> Players(KeyStore keys)
    {
        var users = keys.List().Where(key => key.Revoked is null).Select(key => key.UserName).Distinct(StringComparer.Ordinal).ToList();
        return (users.Count == 0 ? ["dev"] : users).Select(AccountSettings.Play);
    }

    private void Add(AccountSettings wanted, AccountsState state, KeyStore keys)
    {
        var free = new OwnerId(state.Accounts.Count == 0 ? 1 : state.Accounts[^1].Id.Value + 1);
        var owner = keys.Register(wanted.User, free);
        if (state.Accounts.Any(account => account.Id == owner))
            return;
        var parent = wanted.Parent is { } name ? keys.Register(name, free) : default;
        List<Command> commands = [Command.SetAccount(new Account(owner, parent, wanted.Group, wanted.Name, wanted.Rights))];
        var told = new List<string>();
        foreach (var opening in wanted.Opening)
        {
            if (!_assets.TryGetValue(opening.Asset, out var asset)
                || DecimalText.TryParse(Encoding.UTF8.GetBytes(opening.Amount), asset.Scale, out var units) != DecimalTextError.None || units < 0)
            {
                _problems.Add(new SettingProblem($"Accounts ({wanted.User}):Opening:{opening.Asset}", "configuration", $"names no asset, or is no amount of it: '{opening.Amount}'"));
                continue;
            }

            if (units == 0)
                continue;
            commands.Add(Command.Deposit(owner, asset.Id, new Money(units), Text36.Of($"opening-{asset.Id}")));
            told.Add($"{opening.Amount} {opening.Asset}");
        }

        _accountSteps.Add(new SetupStep($"Accounts ({wanted.User})", commands));
        _opened.Add(new OpenedAccount(wanted.User, told));
    }
}
