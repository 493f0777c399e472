using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Host.Tools.Client;
using Rialto.Model.Orders;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto keys</c>: API keys of a data folder. A running exchange notices changes within a second.</summary>
internal static class KeysCommand
{
    public static System.CommandLine.Command Make()
    {
        var keys = new System.CommandLine.Command("keys", "Create, list and revoke API keys of a data folder; a running exchange notices within a second");
        var data = new Option<string?>("--data") { Description = "Data folder (RIALTO__Data__Directory; default ./data)", Recursive = true };
        keys.Options.Add(data);
        keys.Subcommands.Add(Create(data));
        keys.Subcommands.Add(new System.CommandLine.Command("list", "All keys ever made; never their secrets").Does((parsed, terminal, _) =>
        {
            using var store = Open(parsed, data, mustExist: true);
            List(terminal, Guarded(store.List));
            return Task.FromResult(ExitCode.Ok);
        }));
        var id = new Argument<string>("key") { Description = "Key id" };
        keys.Subcommands.Add(new System.CommandLine.Command("revoke", "Revoke a key for ever") { id }.Does((parsed, terminal, _) =>
        {
            using var store = Open(parsed, data, mustExist: true);
            var key = parsed.GetValue(id)!;
            if (!Guarded(() => store.Revoke(key)))
                throw new ToolException(ExitCode.NotFound, $"There is no working key '{key}'.");
            if (terminal.IsJson)
                Terminal.Json(json => json.WriteString("revoked", key));
            else
                terminal.Line($"Revoked {key}.");
            return Task.FromResult(ExitCode.Ok);
        }));
        keys.Subcommands.Add(Desk.VenueKeysCommand.Make());
        return keys;
    }

    private static System.CommandLine.Command Create(Option<string?> data)
    {
        var user = new Argument<string>("user") { Description = "Whose it is: keys of one user share their orders" };
        var permissions = new Option<string?>("--permissions") { Description = "Any of read, trade, admin, audit, operate, withdraw, joined by commas; default read,trade" };
        var role = new Option<string?>("--role") { Description = "A usual bundle instead: " + string.Join("; ", Role.All.Select(one => $"{one.Name} {one.Purpose}")) };
        var group = new Option<int>("--group") { Description = "Self-trade group shared with other users; 0 for none" };
        var ed25519 = new Option<string?>("--ed25519") { Description = "File with an Ed25519 public key (PEM): the key signs with its private half, over the Binance-compatible API, and has no secret" };
        return new System.CommandLine.Command("create", "Make a key and print its secret, once") { user, permissions, role, group, ed25519 }.Does((parsed, terminal, _) =>
        {
            var (name, may, number) = (parsed.GetValue(user)!, PermissionsOf(parsed.GetValue(permissions), parsed.GetValue(role)), parsed.GetValue(group));
            if (!KeyStore.IsUserName(name))
                throw new ToolException(ExitCode.Usage, KeyStore.UserNameRule);
            if (may == Permissions.None)
                throw new ToolException(ExitCode.Usage, KeyStore.PermissionsRule);
            if (number < 0)
                throw new ToolException(ExitCode.Usage, "--group must be zero or more.");
            var publicKey = PublicKeyOf(parsed.GetValue(ed25519));
            using var store = Open(parsed, data, mustExist: false);
            if (publicKey is not null)
            {
                TellSecretless(terminal, Guarded(() => store.Create(name, may, publicKey, new OwnerGroup(number))));
                return Task.FromResult(ExitCode.Ok);
            }

            var created = Guarded(() => store.Create(name, may, new OwnerGroup(number)));

            if (terminal.IsJson)
            {
                Terminal.Json(json =>
                {
                    Write(json, created.Key);
                    json.WriteString("secret", created.Secret);
                });
                return Task.FromResult(ExitCode.Ok);
            }

            terminal.Line($"Key     {created.Key.Id}");
            terminal.Line($"Secret  {created.Secret}");
            terminal.Line($"Owner   {created.Key.UserName} ({created.Key.Owner}), {Words(created.Key.Permissions)}");
            terminal.Note("The secret is not shown again.");
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static byte[]? PublicKeyOf(string? file)
    {
        if (file is null)
            return null;
        if (!Runtime.Cryptography.Ed25519.IsAvailable)
            throw new ToolException(ExitCode.Failed, "Ed25519 needs OpenSSL 3 (libcrypto.so.3), which is not here.");
        try
        {
            return Ed25519Pem.TryRead(File.ReadAllText(file), out var key) ? key : throw new ToolException(ExitCode.Usage, $"'{file}': {Ed25519Pem.Rule}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, problem.Message, inner: problem);
        }
    }

    private static void TellSecretless(Terminal terminal, KeyListing key)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json => Write(json, key));
            return;
        }

        terminal.Line($"Key     {key.Id}");
        terminal.Line($"Owner   {key.UserName} ({key.Owner}), {Words(key.Permissions)}");
        terminal.Note("Sign with the private half of the key you gave: Ed25519, over the Binance-compatible API.");
    }

    private static KeyStore Open(ParseResult parsed, Option<string?> data, bool mustExist) =>
        OpenStore(parsed.GetValue(data), mustExist);

    /// <summary>The key store of a data folder; null means the environment's, or the usual one.</summary>
    /// <exception cref="ToolException">There is none, or it cannot be read.</exception>
    public static KeyStore OpenStore(string? folder, bool mustExist = true)
    {
        folder = Connection.FolderOf(folder);
        var keys = Path.Combine(folder, "keys");
        if (mustExist && !Directory.Exists(keys))
            throw new ToolException(ExitCode.NotFound, $"There is no key store at '{keys}'.");
        if (File.Exists(folder))
            throw new ToolException(ExitCode.Usage, $"'{folder}' is a file, not a data folder.");
        return Guarded(() => KeyStore.Open(keys));
    }

    // What the disk or the key file refuses is said in one line.
    private static T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
    }

    private static Permissions PermissionsOf(string? text, string? role)
    {
        if (role is not null)
        {
            if (text is not null)
                throw new ToolException(ExitCode.Usage, "Give --role or --permissions, not both.");
            return Role.Find(role)?.Permissions ?? throw new ToolException(ExitCode.Usage, $"--role knows {string.Join(", ", Role.All.Select(one => one.Name))}, not '{role}'.");
        }

        var permissions = Permissions.None;
        foreach (var word in (text ?? "read,trade").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!PermissionWords.TryParse(word, out var permission))
                throw new ToolException(ExitCode.Usage, $"--permissions knows {string.Join(", ", PermissionWords.Of(PermissionWords.All))}, not '{word}'.");
            permissions |= permission;
        }

        return permissions;
    }

    private static string Words(Permissions permissions) => string.Join(", ", PermissionWords.Of(permissions));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void List(Terminal terminal, IReadOnlyList<KeyListing> keys)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteStartArray("keys");
                foreach (var key in keys)
                {
                    json.WriteStartObject();
                    Write(json, key);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return;
        }

        var table = Terminal.Table("key", "user", "#owner", "#group", "may", "created", "revoked");
        foreach (var key in keys)
        {
            table.AddRow(
                Markup.Escape(key.Id), Markup.Escape(key.UserName), key.Owner.ToString(), key.Group.Value == 0 ? "-" : key.Group.Value.ToString(CultureInfo.InvariantCulture),
                Words(key.Permissions), Time(key.Created), key.Revoked is { } revoked ? Time(revoked) : "-");
        }

        terminal.Out.Write(table);
    }

    private static void Write(Utf8JsonWriter json, KeyListing key)
    {
        json.WriteString("key", key.Id);
        json.WriteString("user_id", key.UserName);
        json.WriteNumber("owner", key.Owner.Value);
        json.WriteNumber("group", key.Group.Value);
        json.WriteStartArray("permissions");
        foreach (var word in PermissionWords.Of(key.Permissions))
            json.WriteStringValue(word);
        json.WriteEndArray();
        json.WriteString("created", key.Created);
        if (key.Revoked is { } revoked)
            json.WriteString("revoked", revoked);
    }
}
