using System.Text.Json;
using System.Text.Json.Serialization;
using Rialto.Runtime.Files;

namespace Rialto.Gateways.Auth;

/// <summary>The key file as it lies on disk. Users without a key (sub-accounts, say) are listed by themselves, so that their owner numbers go to nobody else.</summary>
internal sealed record KeyFile(int Version, List<KeyRecord> Keys, List<UserRecord> Users)
{
    public const int CurrentVersion = 1;

    public static KeyFile Empty => new(CurrentVersion, [], []);

    /// <summary>Every user there is or was, with the owner number; of two of one name the first.</summary>
    public IEnumerable<UserRecord> AllUsers() => Keys.Select(key => new UserRecord(key.UserName, key.Owner)).Concat(Users).DistinctBy(user => user.UserName, StringComparer.Ordinal);

    public static KeyFile Read(string path)
    {
        if (!File.Exists(path))
            return Empty;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            var file = JsonSerializer.Deserialize(stream, KeyFileJson.Default.KeyFile);
            if (file is { Version: CurrentVersion, Keys: not null } && IsWhole(file))
                return file.Users is null ? file with { Users = [] } : file; // files from before accounts list none
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{path} is not a key file.", problem);
        }

        throw new InvalidDataException($"{path} is not a key file of version {CurrentVersion}.");
    }

    // Files made or merged by hand may lack anything.
    private static bool IsWhole(KeyFile file) =>
        file.Keys.TrueForAll(key => key is { Id: not null, UserName: not null, SealedSecret: not null }) && file.Users?.TrueForAll(user => user is { UserName: not null }) != false;

    /// <summary>Replaces the file in one step, so that a reader sees the old or the new, whole.</summary>
    public void Write(string path)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(stream, this, KeyFileJson.Default.KeyFile);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        // A key that was revoked stays so over a power cut.
        DurableFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}

/// <summary>One key on disk; its secret is encrypted. Where it has a public key (Ed25519, base64), its holder signs with the private one, and the secret is known to nobody.</summary>
internal sealed record KeyRecord(
    string Id, string UserName, int Owner, int Group, Permissions Permissions, DateTimeOffset Created, DateTimeOffset? Revoked, string SealedSecret,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PublicKey = null);

/// <summary>A user on disk.</summary>
internal sealed record UserRecord(string UserName, int Owner);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeyFile))]
internal sealed partial class KeyFileJson : JsonSerializerContext;
