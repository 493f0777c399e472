using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Checkpoints;

/// <summary>
/// A signed statement of what a journal says up to a command. Publish it, and from then on nobody can change anything before that command unnoticed: not even
/// someone who recomputes every checksum and chain hash, for they cannot sign. docs/reference/audit-log.md has the format.
/// </summary>
/// <param name="Sequence">The last command it speaks of; a batch of the journal ends with it.</param>
/// <param name="Time">That command's time.</param>
/// <param name="ChainHash">The journal's chain hash there, 64 hexadecimal digits.</param>
/// <param name="EventHash">The rolling hash of all events up to there, 16 hexadecimal digits.</param>
/// <param name="StateHash">The exchange's state hash there, 16 hexadecimal digits; comparable between programs of the same version only.</param>
/// <param name="Program">Version of the program that computed it.</param>
/// <param name="KeyId">SHA-256 of the public key (SubjectPublicKeyInfo, DER), 64 hexadecimal digits.</param>
/// <param name="Signature">ECDSA over P-256 with SHA-256 of <see cref="SignedText"/>, DER.</param>
public sealed record Checkpoint(
    long Sequence, Timestamp Time, string ChainHash, string EventHash, string StateHash, string Program, string KeyId, ReadOnlyMemory<byte> Signature)
{
    private const string Format = "rialto-checkpoint-1";

    /// <summary>What is signed: lines of UTF-8, each ended by a line feed.</summary>
    public byte[] SignedText => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Format}\nsequence {Sequence}\ntime {Time}\nchain {ChainHash}\nevents {EventHash}\nstate {StateHash}\nprogram {Program}\nkey {KeyId}\n"));

    /// <summary>True where the key signed it.</summary>
    public bool IsSignedBy(CheckpointKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Id == KeyId && key.Verifies(SignedText, Signature.Span);
    }

    /// <summary>Writes its members as JSON.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("format", Format);
        json.WriteNumber("sequence", Sequence);
        json.WriteString("time", Time.ToString());
        json.WriteString("chain_hash", ChainHash);
        json.WriteString("event_hash", EventHash);
        json.WriteString("state_hash", StateHash);
        json.WriteString("program", Program);
        json.WriteString("key_id", KeyId);
        json.WriteString("signature", Convert.ToBase64String(Signature.Span));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no checkpoint of this format; says which member is wrong.</exception>
    public static Checkpoint Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var root = document.RootElement;
            if (Text(root, "format") != Format)
                throw new InvalidDataException($"not a checkpoint of format {Format}");
            if (!Wire.Json.IsoTime.TryParse(Encoding.UTF8.GetBytes(Text(root, "time")), out var time))
                throw new InvalidDataException("member 'time' is no time");
            if (!root.TryGetProperty("sequence", out var number) || !number.TryGetInt64(out var sequence) || sequence < 1)
                throw new InvalidDataException("member 'sequence' is no sequence");
            return new Checkpoint(
                sequence, time, Hex(root, "chain_hash", 64), Hex(root, "event_hash", 16), Hex(root, "state_hash", 16), Text(root, "program"), Hex(root, "key_id", 64),
                Convert.FromBase64String(Text(root, "signature")));
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"not a checkpoint: {problem.Message}", problem);
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { } text && !text.Contains('\n', StringComparison.Ordinal)
            ? text
            : throw new InvalidDataException($"member '{name}' is missing or no text");

    private static string Hex(JsonElement root, string name, int digits) =>
        Text(root, name) is var text && text.Length == digits && text.All(char.IsAsciiHexDigitLower)
            ? text
            : throw new InvalidDataException($"member '{name}' is not {digits} hexadecimal digits");
}

/// <summary>A key that signs checkpoints, or the public half that checks them: ECDSA over P-256 (.NET has no Ed25519).</summary>
public sealed class CheckpointKey : IDisposable
{
    private readonly ECDsa _key;

    private CheckpointKey(ECDsa key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo, DER), in hex.</summary>
    public string Id { get; }

    /// <summary>The public key as PEM.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>A new key in a new file that only its owner may read.</summary>
    /// <exception cref="IOException">The file exists, or cannot be made.</exception>
    public static CheckpointKey Create(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using (var file = new FileStream(path, options))
        {
            file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
            file.Flush(flushToDisk: true);
        }

        return new CheckpointKey(key);
    }

    /// <summary>Reads a private or a public key, PEM.</summary>
    /// <exception cref="InvalidDataException">The file is no such key, or a private key that others may read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CheckpointKey Open(string path)
    {
        var pem = File.ReadAllText(path);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal) && !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            throw new InvalidDataException($"'{path}' is a private key that others may read; chmod 600 it");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize != 256)
                throw new InvalidDataException($"'{path}' is not a key of the curve P-256");
            return new CheckpointKey(key);
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"'{path}' is not a key of the curve P-256: {problem.Message}", problem);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Signs.</summary>
    /// <exception cref="CryptographicException">It is a public key.</exception>
    public byte[] Sign(ReadOnlySpan<byte> text) => _key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>True where this key made the signature.</summary>
    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        try
        {
            return _key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
