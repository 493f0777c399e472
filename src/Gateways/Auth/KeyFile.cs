using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rialto.Gateways.Auth;

/// <summary>The key file as it lies on disk.</summary>
internal sealed record KeyFile(int Version, List<KeyRecord> Keys)
{
    public const int CurrentVersion = 1;

    public static KeyFile Empty => new(CurrentVersion, []);

    public static KeyFile Read(string path)
    {
        if (!File.Exists(path))
            return Empty;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            var file = JsonSerializer.Deserialize(stream, KeyFileJson.Default.KeyFile);
            if (file is { Version: CurrentVersion, Keys: not null })
                return file;
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{path} is not a key file.", problem);
        }

        throw new InvalidDataException($"{path} is not a key file of version {CurrentVersion}.");
    }

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
    }
}

/// <summary>One key on disk; its secret is encrypted.</summary>
internal sealed record KeyRecord(
    string Id, string UserName, int Owner, int Group, Permissions Permissions, DateTimeOffset Created, DateTimeOffset? Revoked, string SealedSecret);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeyFile))]
internal sealed partial class KeyFileJson : JsonSerializerContext;
