using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Rialto.Host.Desk.Door;

/// <summary>Who is at the door, by his token. Tokens are compared by their hashes in a time that tells nothing. Immutable; any thread.</summary>
internal sealed class DoorKeys
{
    /// <summary>Name of the file in a desk's folder that says where its door is, and the token that was made for this start.</summary>
    public const string FileName = "door.json";

    private const string Scheme = "Bearer ";
    private readonly ImmutableArray<(string Name, byte[] Hash)> _operators;

    /// <summary>Makes one for the operators that there are; where there are none, for a token of its own.</summary>
    public DoorKeys(ImmutableArray<DoorOperator> operators)
    {
        if (operators.IsEmpty)
        {
            Made = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            operators = [new DoorOperator(LocalName, Made)];
        }

        _operators = [.. operators.Select(one => (one.Name, SHA256.HashData(Encoding.UTF8.GetBytes(one.Token))))];
    }

    /// <summary>The name of whoever has the token that was made here.</summary>
    public static string LocalName => Environment.UserName is { Length: > 0 and <= DoorOperator.NameLengthMax } name && name.All(char.IsAsciiLetterOrDigit) ? name : "local";

    /// <summary>The token that was made for this start; null where operators have their own.</summary>
    public string? Made { get; }

    /// <summary>The operator of an <c>Authorization</c> header; null for nobody.</summary>
    public string? NameOf(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()));
        string? found = null;
        foreach (var (name, known) in _operators)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, known))
                found = name;
        }

        return found;
    }

    /// <summary>Tells tools of this user where the door is, and the token that was made, in a file that only this user reads.</summary>
    public void Tell(string folder, string url)
    {
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, FileName + ".new");
        File.Delete(draft);
        using (var file = OpenPrivate(draft, FileMode.CreateNew))
        using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("url", url);
            json.WriteNumber("process", Environment.ProcessId);
            if (Made is not null)
                json.WriteString("token", Made);
            json.WriteEndObject();
        }

        File.Move(draft, Path.Combine(folder, FileName), overwrite: true);
    }

    /// <summary>Takes the file away: there is no door any more.</summary>
    public static void Forget(string folder) => File.Delete(Path.Combine(folder, FileName));

    /// <summary>Where a desk's door is, by its folder; null where it has none.</summary>
    /// <exception cref="JsonException">The file is something else.</exception>
    public static (Uri Url, string? Token)? Find(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        using var told = JsonDocument.Parse(File.ReadAllBytes(path));
        return told.RootElement.TryGetProperty("url", out var url) && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var address)
            ? (address, told.RootElement.TryGetProperty("token", out var token) ? token.GetString() : null)
            : throw new JsonException($"{path} has no url.");
    }

    /// <summary>Opens a file that only this user may read, from its first byte on.</summary>
    internal static FileStream OpenPrivate(string path, FileMode mode, int bufferSize = 4_096)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
