using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Host.Desk.Keys;
using Spectre.Console;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto keys venue</c>: keys at other venues in an encrypted file. No secret is printed, logged or taken from the command line.</summary>
internal static class VenueKeysCommand
{
    private const string UsualFile = "keys.enc";
    private const int SecretBytesMax = 8_192;

    public static Command Make()
    {
        var command = new Command("venue", "Keys at other venues in an encrypted file (docs/guide/keys-and-safety.md); no secret is ever printed");
        var options = KeyOptions.AddTo(command, isRecursive: true);
        command.Subcommands.Add(Add(options));
        command.Subcommands.Add(List(options));
        command.Subcommands.Add(Remove(options));
        command.Subcommands.Add(VenueKeyTest.Make(options));
        return command;
    }

    /// <summary>What the key file, the disk or the password refuses is said in one line.</summary>
    public static T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (VenueKeyException problem)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
    }

    /// <summary>The venue of a name that can be traded at.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static OrderVenue VenueOf(string name) =>
        OrderVenues.TryFind(name, out var venue) && venue.Capabilities.CanTrade ? venue
            : throw new ToolException(ExitCode.Usage, $"'{name}' is not a venue that can be traded at: {string.Join(", ", OrderVenues.All.Where(some => some.Capabilities.CanTrade).Select(some => some.Name))}.");

    private static Command Add(KeyOptions options)
    {
        var name = new Argument<string>("venue") { Description = "Which venue, as in rialto doctor --venues" };
        var id = new Option<string>("--key-id") { Description = "The key's public name: API key, key id, a wallet's address", Required = true };
        var secret = new Option<string?>("--secret-file") { Description = "A file (mode 600) with the secret, or a private key in PEM; otherwise the whole standard input, or a question" };
        var passphrase = new Option<string?>("--passphrase-file") { Description = "A file (mode 600) with the third part, where the venue has one; otherwise a question" };
        return new Command("add", "Put a venue's key into the file, in the place of one that is there; makes the file where there is none") { name, id, secret, passphrase }.Does((parsed, terminal, _) =>
        {
            var venue = VenueOf(parsed.GetValue(name)!);
            var settings = options.Of(parsed);
            var path = settings.File ?? UsualFile;
            var third = parsed.GetValue(passphrase);
            if (venue.NeedsPassphrase && third is null && Console.IsInputRedirected)
                throw new ToolException(ExitCode.Usage, $"The key of {venue.Name} has a third part: --passphrase-file.");
            var key = Guarded(() => Taken(venue, parsed.GetValue(id)!, parsed.GetValue(secret), third));
            Guarded(() => Change(path, settings.Password, keys =>
            {
                Forget(keys, venue.Name);
                keys.Add(key);
                return true;
            }));
            if (terminal.IsJson)
                Terminal.Json(json =>
                {
                    json.WriteString("added", venue.Name);
                    json.WriteString("key", key.Shown);
                    json.WriteString("file", path);
                });
            else
                terminal.Line($"{path} has a key of {venue.Name} ({key.Shown}). Try it: rialto keys venue test {venue.Name} --keys {path}");
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static Command List(KeyOptions options) => new Command("list", "Venues of the file, with key ids shortened; never secrets").Does((parsed, terminal, _) =>
    {
        var settings = options.Of(parsed);
        var keys = Guarded(() => Opened(settings.File ?? UsualFile, settings.Password));
        try
        {
            if (terminal.IsJson)
            {
                Terminal.Json(json =>
                {
                    json.WriteStartArray("keys");
                    foreach (var key in keys)
                    {
                        json.WriteStartObject();
                        json.WriteString("venue", key.Venue);
                        json.WriteString("key", key.Shown);
                        json.WriteBoolean("passphrase", !key.Passphrase.IsEmpty);
                        json.WriteString("added", key.Added);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
                return Task.FromResult(ExitCode.Ok);
            }

            var table = Terminal.Table("venue", "key", "passphrase", "added");
            foreach (var key in keys)
                table.AddRow(Markup.Escape(key.Venue), Markup.Escape(key.Shown), key.Passphrase.IsEmpty ? "-" : "yes", key.Added.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            terminal.Out.Write(table);
            return Task.FromResult(ExitCode.Ok);
        }
        finally
        {
            keys.ForEach(static key => key.Dispose());
        }
    });

    private static Command Remove(KeyOptions options)
    {
        var name = new Argument<string>("venue") { Description = "Which venue" };
        return new Command("remove", "Take a venue's key out of the file") { name }.Does((parsed, terminal, _) =>
        {
            var settings = options.Of(parsed);
            var (venue, path) = (parsed.GetValue(name)!, settings.File ?? UsualFile);
            if (!File.Exists(path) || !Guarded(() => Change(path, settings.Password, keys => Forget(keys, venue))))
                throw new ToolException(ExitCode.NotFound, $"{path} has no key of {venue}.");
            if (terminal.IsJson)
                Terminal.Json(json => json.WriteString("removed", venue));
            else
                terminal.Line($"{path} has no key of {venue} any more. Delete the key at the venue too.");
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static VenueKey Taken(OrderVenue venue, string id, string? secretFile, string? passphraseFile)
    {
        var third = passphraseFile is { } path ? Text(PrivateFile.Read(path, SecretBytesMax))
            : venue.NeedsPassphrase ? SecretPrompt.Read($"Passphrase of {venue.Name}: ")
            : [];
        var secret = secretFile is { } file ? Text(PrivateFile.Read(file, SecretBytesMax))
            : Console.IsInputRedirected ? Text(Input())
            : SecretPrompt.Read($"Secret of {venue.Name}: ");
        var key = new VenueKey(venue.Name, id.Trim(), secret, third, DateTimeOffset.UtcNow);
        Array.Clear(secret);
        Array.Clear(third);

        // What no session would take is not kept.
        key.ToCredentials().Dispose();
        return key;
    }

    private static byte[] Input()
    {
        var bytes = GC.AllocateArray<byte>(SecretBytesMax, pinned: true);
        using var input = Console.OpenStandardInput();
        var length = input.ReadAtLeast(bytes, SecretBytesMax, throwOnEndOfStream: false);
        var read = GC.AllocateArray<byte>(length, pinned: true);
        bytes.AsSpan(0, length).CopyTo(read);
        CryptographicOperations.ZeroMemory(bytes);
        return read;
    }

    private static char[] Text(byte[] bytes)
    {
        var text = GC.AllocateArray<char>(Encoding.UTF8.GetCharCount(bytes), pinned: true);
        Encoding.UTF8.GetChars(bytes, text);
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    private static List<VenueKey> Opened(string path, KeyPassword source)
    {
        if (!File.Exists(path))
            throw new ToolException(ExitCode.NotFound, $"There is no key file {path}.");
        var password = source.Read(isNew: false);
        try
        {
            return VenueKeyFile.Read(path, password);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    /// <summary>Reads, changes and writes under a lock; writes only where something has changed.</summary>
    private static bool Change(string path, KeyPassword source, Func<List<VenueKey>, bool> change)
    {
        using var _ = PrivateFile.Lock(path);
        var isNew = !File.Exists(path);
        var password = source.Read(isNew);
        var keys = new List<VenueKey>();
        try
        {
            if (!isNew)
                keys = VenueKeyFile.Read(path, password);
            var isChanged = change(keys);
            if (isChanged)
                VenueKeyFile.Write(path, password, keys);
            return isChanged;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
            keys.ForEach(static key => key.Dispose());
        }
    }

    private static bool Forget(List<VenueKey> keys, string venue)
    {
        var old = keys.FindAll(key => string.Equals(key.Venue, venue, StringComparison.OrdinalIgnoreCase));
        old.ForEach(static key => key.Dispose());
        return keys.RemoveAll(old.Contains) > 0;
    }
}
